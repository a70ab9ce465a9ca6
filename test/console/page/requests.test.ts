import t from 'tap'
import type { App } from '../../../src/app.ts'
import { reasonText } from '../../../src/console/page/parts/reason-text.ts'
import { diffOf, responseJson } from '../../../src/console/page/requests/compare.ts'
import { curlOf } from '../../../src/console/page/requests/curl.ts'
import {
  chosenHeaders,
  headerLines,
  isApiUrl,
  isMasked,
  parseHeaders,
  replaceMasked,
  resentBody
} from '../../../src/console/page/requests/resend.ts'
import { loadWords } from '../../../src/console/page/words/words.ts'
import type { RecordedRequest, RequestList } from '../../../types/wire.d.ts'
import { as, build, call, DEMO, integrations, VERSIONED } from '../../app.ts'
import { ACCOUNT, asBearer, askToken, control } from '../../control/control.ts'

const HOOK = { url: 'https://example.com/hook' }
const LIST = integrations(DEMO)
const WEBHOOK = integrations(DEMO, 'WEBHOOK')

async function journalOf(app: App): Promise<readonly RecordedRequest[]> {
  return ((await control(app, 'GET', '/requests')).json as RequestList).results
}

async function lastOf(app: App): Promise<RecordedRequest> {
  return (await journalOf(app)).at(-1) as RecordedRequest
}

t.test('fills in the text of a reason in the page language', async t => {
  await loadWords('zh')
  const app = await build(t)
  const texts = async () => {
    const { reason } = await lastOf(app)
    return reason && [reasonText(reason, 'en'), reasonText(reason, 'zh')]
  }
  await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { url: 'foo' } })
  t.strictSame(await texts(), ['url has an invalid format', 'url 的格式不正确'])
  t.equal(reasonText({ code: 'unknown', text: 'another reason' }, 'zh'), 'another reason')
})

t.test('compares responses as one JSON', async t => {
  const app = await build(t)
  for (const _ of [1, 2]) await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK })
  const requests = await journalOf(app)
  const conflict = requests[3] as RecordedRequest
  t.equal(responseJson(null), '{\n  "status": null,\n  "headers": {},\n  "body": null\n}')
  const { response } = conflict
  const other = response && { ...response, headers: { 'x-b': '', 'retry-after': '1' }, body: '' }
  const lines = diffOf(responseJson(response), responseJson(other))
  t.strictSame(lines, [
    '  {',
    '    "status": 409,',
    '    "headers": {',
    '-     "content-type": "application/json",',
    '-     "x-error-code": "INTEGRATION_ALREADY_CONFIGURED"',
    '+     "retry-after": "1"',
    '    },',
    '-   "body": {',
    `-     "detail": "The integration of type 'WEBHOOK' is already configured for this group.",`,
    '-     "error": 409,',
    '-     "errorCode": "INTEGRATION_ALREADY_CONFIGURED",',
    '-     "parameters": [',
    '-       "WEBHOOK"',
    '-     ],',
    '-     "reason": "Conflict"',
    '-   }',
    '+   "body": ""',
    '  }'
  ])
  t.strictSame(
    diffOf('[\n1,\n2\n]', '[\n1\n]'),
    ['  [', '  1', '- 2', '  ]'],
    'commas at the end of a line do not count'
  )
})

t.test('prepares a recorded request for resending', async t => {
  const app = await build(t)
  const headers = { 'x-own': 'x', 'user-agent': 'test', origin: 'https://x.test' }
  await as(app, 'prjowner', { method: 'POST', url: `${WEBHOOK}?secret=x`, headers, body: { secret: 'abcd' } })
  const { request } = await lastOf(app)
  t.equal(headerLines(request), `accept: ${VERSIONED}\nx-own: x\ncontent-type: application/json`)
  t.equal(resentBody(request), '{\n  "secret": "****"\n}')
  t.ok(isMasked(request))
  const empty = { method: 'POST', url: `${WEBHOOK}?secret=&providerName=AWS`, body: { secret: '', url: '' } }
  await as(app, 'prjowner', empty)
  const { request: sent } = await lastOf(app)
  t.strictSame(
    [sent.url, resentBody(sent), isMasked(sent)],
    [empty.url, JSON.stringify(empty.body, null, 2), false]
  )
  await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: '{' })
  t.equal(resentBody((await lastOf(app)).request), undefined)
  await askToken(app, ACCOUNT.reader)
  const token = (await lastOf(app)).request
  t.strictSame([resentBody(token), isMasked(token)], ['grant_type=client_credentials', false])
})

t.test('replaces the masked values of a request to resend', async t => {
  const app = await build(t)
  const sent = {
    method: 'POST',
    url: `${integrations(DEMO, 'DATADOG')}?token=abcd&pretty=true`,
    headers: { 'x-own-key': 'x', 'x-own': 'x' },
    body: { apiKey: '0123456789abcdef', region: 'EU', more: [{ key: 'abcd' }] }
  }
  await as(app, 'prjowner', sent)
  const { request } = await lastOf(app)
  const draft = { target: request.url, headers: chosenHeaders(request), body: resentBody(request) ?? '' }
  const masks: Record<string, string> = {}
  const filled = replaceMasked(draft, (name, mask) => {
    masks[name] = mask
    return `my ${name}`
  })
  t.strictSame(masks, {
    '?token': '****',
    'x-own-key:': '****',
    apiKey: '************cdef',
    'more[0].key': '****'
  })
  t.strictSame(filled, {
    target: `${integrations(DEMO, 'DATADOG')}?token=my%20%3Ftoken&pretty=true`,
    headers: [
      ['accept', VERSIONED],
      ['x-own-key', 'my x-own-key:'],
      ['x-own', 'x'],
      ['content-type', 'application/json']
    ],
    body: JSON.stringify({ apiKey: 'my apiKey', region: 'EU', more: [{ key: 'my more[0].key' }] }, null, 2)
  })
  const form = { ...draft, target: '/api/oauth/revoke', headers: [], body: 'token=****&token_type_hint=x' }
  t.equal(replaceMasked(form, name => name).body, 'token=token&token_type_hint=x')
  const plain = { target: LIST, headers: [['accept', '*/*']] as const, body: '{ "a": 1 }' }
  const isAsked = () => t.fail().toString()
  t.strictSame(replaceMasked(plain, isAsked), plain, 'leaves a request without secrets unchanged')
  const unfinished = { ...plain, body: '{"apiKey": "****"' }
  t.strictSame(replaceMasked(unfinished, isAsked), unfinished, 'leaves a body that is not JSON unchanged')
})

t.test('accepts only headers and URLs that the page can send', t => {
  t.strictSame(parseHeaders('Accept: a\n\n X-Empty:\nprefer:b:c '), [
    ['Accept', 'a'],
    ['X-Empty', ''],
    ['prefer', 'b:c']
  ])
  for (const line of ['no header', 'Sec-Fetch-Mode: cors', 'Authorization: Basic x']) {
    t.equal(parseHeaders(`Accept: a\n ${line}`), line)
  }
  const urls = [
    LIST,
    '/api/../_mock/v1/reset',
    '/api/%2e%2e/_mock',
    '//x.test/api/',
    'https://x.test/api/',
    ''
  ]
  t.strictSame(
    urls.filter(url => isApiUrl(url, 'http://127.0.0.1:8080')),
    [LIST]
  )
  t.end()
})

t.test('writes a request as a curl command with variables for credentials', async t => {
  const app = await build(t)
  const curl = async () => curlOf(await lastOf(app), 'https://localhost', 'masked!')
  await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { url: "https://example.com/it's" } })
  t.equal(
    await curl(),
    `# masked!
curl --insecure \\
  --digest --user 'prjowner:'"\${MONGODB_ATLAS_PRIVATE_KEY:?}" \\
  --request 'POST' \\
  --header 'accept: application/vnd.atlas.2023-01-01+json' \\
  --header 'content-type: application/json' \\
  --data-raw '{
  "url": "https://example.com/****it'\\''s"
}' \\
  'https://localhost${WEBHOOK}'
`
  )
  await asBearer(app, 'nope', { url: LIST, headers: { accept: '' } })
  t.equal(
    await curl(),
    `curl --insecure \\
  --header "Authorization: Bearer ""\${MONGODB_ATLAS_ACCESS_TOKEN:?}" \\
  'https://localhost${LIST}'
`
  )
  const recorded = await lastOf(app)
  const request = { ...recorded.request, headers: { 'x-empty': '' } }
  t.match(curlOf({ ...recorded, request }, 'https://localhost', ''), "\n  --header 'x-empty;' \\\n")
  await askToken(app, { clientId: 'unknown', clientSecret: 'x' })
  t.match(await curl(), `--user "\${MONGODB_ATLAS_CLIENT_ID:?}":"\${MONGODB_ATLAS_CLIENT_SECRET:?}"`)
  await call(app, { method: 'HEAD', url: LIST })
  t.match(await curl(), 'curl --insecure \\\n  --head \\\n')
})
