import t, { type Test } from 'tap'
import type { App } from '../../../src/app.ts'
import { reasonText } from '../../../src/console/page/parts/reason-text.ts'
import { counterpartOf, diffOf, responseJson } from '../../../src/console/page/requests/compare.ts'
import { curlOf } from '../../../src/console/page/requests/curl.ts'
import { type Filter, filterRows, optionsOf } from '../../../src/console/page/requests/filter.ts'
import {
  bodyOf,
  chosenHeaders,
  headerLines,
  isApiUrl,
  isMasked,
  parseHeaders,
  replaceMasked
} from '../../../src/console/page/requests/resend.ts'
import { type Row, rowsOf } from '../../../src/console/page/requests/rows.ts'
import { shortenIds, shortenUrl } from '../../../src/console/page/requests/shorten.ts'
import type { FaultBody, RecordedRequest, RequestList } from '../../../types/wire.d.ts'
import {
  ACME,
  as,
  build,
  call,
  DEMO,
  digestHeader,
  integrations,
  KEYS,
  nonceIn,
  VERSIONED
} from '../../app.ts'
import { ACCOUNT, asBearer, asKey, askToken, control, newSandbox, tokenFor } from '../../control/control.ts'

const HOOK = { url: 'https://example.com/hook' }
const LIST = integrations(DEMO)
const WEBHOOK = integrations(DEMO, 'WEBHOOK')
const PROJECT_OWNER = { publicKey: 'prjowner', privateKey: KEYS['prjowner'] ?? '' }

const ALL: Filter = {
  text: undefined,
  status: undefined,
  identity: undefined,
  reads: undefined,
  challenges: undefined
}

const idsOf = (rows: readonly Row[]) => rows.map(({ request }) => request.id)

async function journalOf(app: App): Promise<readonly RecordedRequest[]> {
  return ((await control(app, 'GET', '/requests')).json as RequestList).results
}

async function lastOf(app: App): Promise<RecordedRequest> {
  return (await journalOf(app)).at(-1) as RecordedRequest
}

const addFault = (app: App, fault: FaultBody) => control(app, 'POST', '/faults', fault)

t.test('fills in the text of a reason in the page language', async t => {
  const app = await build(t)
  const texts = async () => {
    const { reason } = await lastOf(app)
    return reason && [reasonText(reason, 'en'), reasonText(reason, 'zh')]
  }
  await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { url: 'foo' } })
  t.strictSame(await texts(), ['url has an invalid format', 'url 的格式不正确'])
  t.equal(reasonText({ code: 'unknown', text: 'another reason' }, 'zh'), 'another reason')
})

/** Returns requests with different outcomes; a Digest call is two requests, the first one challenged. */
async function busy(t: Test): Promise<readonly RecordedRequest[]> {
  const app = await build(t)
  await asKey(app, PROJECT_OWNER, { method: 'POST', url: WEBHOOK, body: HOOK }) // 1, 2
  await asKey(app, PROJECT_OWNER, { method: 'POST', url: WEBHOOK, body: HOOK }) // 3, 4
  await asBearer(app, await tokenFor(app, ACCOUNT.reader), { url: LIST }) // 5, 6
  await addFault(app, { effect: { type: 'status', status: 500 }, stage: 'edge', when: { first: 1 } })
  await call(app, { url: LIST }) // 7
  await addFault(app, { effect: { type: 'hangUp' }, stage: 'edge', when: { first: 1 } })
  await call(app, { url: LIST }).catch(() => undefined) // 8
  const sandbox = await newSandbox(app)
  await asKey(app, sandbox.owner.apiKey, { url: '/api/atlas/v2/groups' }) // 9, 10
  return journalOf(app)
}

const nameOf = (id: string) => ({ [DEMO]: 'The Demo', [ACME]: 'Acme' })[id] ?? id

t.test('filters requests', async t => {
  const requests = await busy(t)
  const rows = rowsOf(requests, false)
  const cases: readonly [Partial<Filter>, readonly number[]][] = [
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [{ status: '2' }, [2, 5, 6, 10]],
    [{ status: '4' }, [1, 3, 4, 9]],
    [{ status: '5' }, [7]],
    [{ status: 'none' }, [8]],
    [{ identity: ACCOUNT.reader.clientId }, [5, 6]],
    [{ status: '4', identity: 'prjowner', text: ' already POST ' }, [4]],
    [{ text: '#10' }, [10]],
    [{ text: requests.at(-1)?.organization ?? '' }, [10]],
    [{ text: 'the demo' }, [1, 2, 3, 4, 6, 7, 8]],
    [{ text: 'acme token' }, [5]],
    [{ text: '"https://example.com/****hook"' }, [2, 4, 6]],
    [{ text: 'current user' }, []],
    [{ text: 'nowhere' }, []]
  ]
  for (const [filter, ids] of cases) {
    const matching = filterRows(rows, { ...ALL, ...filter }, nameOf)
    t.strictSame(idsOf(matching), ids, JSON.stringify(filter))
  }
  t.strictSame(
    optionsOf(rows, 'identity'),
    [ACCOUNT.reader.clientId, 'prjowner', requests.at(-1)?.principal?.id].sort()
  )
})

t.test("hides the page's own reads, unless the filter shows them", async t => {
  const app = await build(t)
  await call(app, { url: LIST, headers: { 'x-mock-background': 'true' } })
  await call(app, { url: LIST })
  const rows = rowsOf(await journalOf(app), true)
  t.strictSame(idsOf(filterRows(rows, ALL, nameOf)), [2])
  t.strictSame(idsOf(filterRows(rows, { ...ALL, reads: 'shown' }, nameOf)), [1, 2])
})

t.test('folds a challenge into the call that uses its nonce', async t => {
  const app = await build(t)
  await asKey(app, PROJECT_OWNER, { url: LIST }) // 1, 2
  const first = await call(app, { url: LIST }) // 3
  const nonce = nonceIn(first.headers['www-authenticate']) ?? ''
  await call(app, { url: LIST }) // 4, without a second step
  const signed = (nc: string) => digestHeader('prjowner', { url: LIST }, nonce, { nc })
  await call(app, { url: LIST, headers: { authorization: signed('00000001') } }) // 5
  await call(app, { url: LIST, headers: { authorization: signed('00000002') } }) // 6
  await asKey(app, { ...PROJECT_OWNER, privateKey: 'wrong' }, { url: LIST }) // 7, 8
  const requests = await journalOf(app)
  const steps = rowsOf(requests, true).map(({ challenge, request }) => [challenge?.id, request.id])
  t.strictSame(steps, [
    [1, 2],
    [undefined, 4],
    [3, 5],
    [undefined, 6],
    [7, 8]
  ])
  t.strictSame(idsOf(rowsOf(requests, false)), [1, 2, 3, 4, 5, 6, 7, 8])
  t.strictSame(idsOf(filterRows(rowsOf(requests, true), { ...ALL, text: '#3' }, nameOf)), [5])
})

t.test('cuts IDs in the middle', t => {
  t.equal(
    shortenUrl(`${WEBHOOK}?a=1`),
    `/groups/${DEMO.slice(0, 4)}…${DEMO.slice(-4)}/integrations/WEBHOOK?a=1`
  )
  t.equal(shortenIds(ACCOUNT.owner.clientId), 'mdb_sa_id_0000…00a1')
  t.equal(
    shortenIds(`prjowner ${'a'.repeat(23)} ${'b'.repeat(25)}`),
    `prjowner ${'a'.repeat(23)} ${'b'.repeat(25)}`
  )
  t.end()
})

t.test('compares responses as one JSON', async t => {
  const requests = await busy(t)
  const [created, conflict] = [requests[1], requests[3]] as [RecordedRequest, RecordedRequest]
  t.equal(counterpartOf(requests, conflict)?.id, 3)
  t.equal(counterpartOf([created, conflict], conflict), created)
  t.equal(counterpartOf([created, conflict], created), conflict)
  t.equal(counterpartOf(requests, { ...created, request: { ...created.request, method: 'PUT' } }), undefined)
  t.equal(responseJson(null), '{\n  "status": null,\n  "headers": {},\n  "body": null\n}')
  const sent = {
    status: 409,
    reason: '',
    headers: [
      ['x-b', ''],
      ['retry-after', '1']
    ] as const,
    body: '{"a":1}'
  }
  t.strictSame(JSON.parse(responseJson(sent)), {
    status: 409,
    headers: { 'retry-after': '1' },
    body: { a: 1 }
  })
  t.strictSame(JSON.parse(responseJson({ ...sent, body: '<html>' })).body, '<html>')
  const lines = diffOf(responseJson(conflict.response), responseJson({ ...sent, body: '' }))
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
  t.equal(bodyOf(request), '{\n  "secret": "****"\n}')
  t.ok(isMasked(request))
  const empty = { method: 'POST', url: `${WEBHOOK}?secret=&providerName=AWS`, body: { secret: '', url: '' } }
  await as(app, 'prjowner', empty)
  const { request: sent } = await lastOf(app)
  t.strictSame(
    [sent.url, bodyOf(sent), isMasked(sent)],
    [empty.url, JSON.stringify(empty.body, null, 2), false]
  )
  await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: '{' })
  t.equal(bodyOf((await lastOf(app)).request), undefined)
  await askToken(app, ACCOUNT.reader)
  const token = (await lastOf(app)).request
  t.strictSame([bodyOf(token), isMasked(token)], ['grant_type=client_credentials', false])
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
  const draft = { target: request.url, headers: chosenHeaders(request), body: bodyOf(request) ?? '' }
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
