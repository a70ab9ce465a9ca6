import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { curlOf } from '../../src/console/page/requests/curl.ts'
import { describeMiss, expectedCount, expectedFacts } from '../../src/console/page/requests/expectation.ts'
import { type Context, explain } from '../../src/console/page/requests/explain.ts'
import {
  answeredChallenges,
  choicesOf,
  type Filter,
  filterRequests,
  isFiltering,
  NO_FILTER,
  neighbours
} from '../../src/console/page/requests/filter.ts'
import {
  bodyOf,
  headerLines,
  isMasked,
  parseHeaders,
  targetOf
} from '../../src/console/page/requests/resend.ts'
import { shortenCaller, shortenUrl } from '../../src/console/page/requests/shorten.ts'
import { en } from '../../src/console/page/words/en.ts'
import { zh } from '../../src/console/page/words/zh.ts'
import type {
  AskedVerification,
  FailedVerification,
  FaultBody,
  FaultList,
  OrganizationList,
  RecordedRequest,
  RequestList
} from '../../types/wire.d.ts'
import { ACME, as, build, call, DEMO, ELSEWHERE, integrations, KEYS, STAGING, VERSIONED } from '../app.ts'
import { ACCOUNT, asBearer, asKey, askToken, control, newSandbox, tokenFor } from '../control/control.ts'

const HOOK = { url: 'https://example.com/hook' }
const LIST = integrations(DEMO)
const WEBHOOK = integrations(DEMO, 'WEBHOOK')
const PROJECT_OWNER = { publicKey: 'prjowner', privateKey: KEYS['prjowner'] ?? '' }

async function journalOf(app: App): Promise<readonly RecordedRequest[]> {
  return ((await control(app, 'GET', '/requests')).json as RequestList).results
}

async function lastOf(app: App): Promise<RecordedRequest> {
  return (await journalOf(app)).at(-1) as RecordedRequest
}

async function contextOf(app: App): Promise<Context> {
  const organizations = (await control(app, 'GET', '/organizations')).json as OrganizationList
  const faults = (await control(app, 'GET', '/faults')).json as FaultList
  const named = organizations.results.flatMap(one => [one, ...one.projects])
  return {
    nameOf: id => named.find(one => one.id === id)?.name ?? id,
    faultOf: id => faults.results.find(fault => fault.id === id)
  }
}

/** Returns the explanation of the last request in both languages. */
async function why(app: App): Promise<{ en: string; zh: string }> {
  const last = await lastOf(app)
  const context = await contextOf(app)
  return { en: explain(last, 'en', context), zh: explain(last, 'zh', context) }
}

/** Ignores the client's error if there is no response. */
const ignore = () => undefined

const addFault = (app: App, fault: FaultBody) => control(app, 'POST', '/faults', fault)

const TEXTS: Readonly<Record<string, { en: string; zh: string }>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'schemas', 'reasons.json'), 'utf8')
)

/** Returns the sentence for a reason code, with the texts of `schemas/reasons.json`. */
function reason(code: string, details: Readonly<Record<string, unknown>> = {}): { en: string; zh: string } {
  const { en = '', zh = '' } = TEXTS[code] ?? {}
  const fill = (text: string) =>
    Object.entries(details).reduce(
      (filled, [name, value]) => filled.replace(`{${name}}`, String(value)),
      text
    )
  return { en: `Reason: ${fill(en)}.`, zh: `原因：${fill(zh)}。` }
}

const NOT_CONFIGURED = reason('not-configured')

const CASES: readonly { name: string; act: (app: App) => Promise<unknown>; en: string; zh: string }[] = [
  { name: 'missing credentials', ...reason('no-credentials'), act: app => call(app, { url: LIST }) },
  {
    name: 'a wrong secret',
    ...reason('digest-response', { publicKey: 'prjowner' }),
    act: app => asKey(app, { publicKey: 'prjowner', privateKey: 'wrong' }, { url: LIST })
  },
  {
    name: 'an invalid token',
    en: reason('token-invalid', { detail: 'ERR_JWS_INVALID' }).en,
    zh: reason('token-invalid').zh,
    act: app => asBearer(app, 'nope', { url: LIST })
  },
  {
    name: 'a wrong client secret',
    ...reason('client-credentials-invalid'),
    act: app => askToken(app, { ...ACCOUNT.reader, clientSecret: 'wrong' })
  },
  {
    name: 'an issued token',
    en: 'The client ID and secret of mdb_sa_id_0000000000000000000000a2 are correct. The mock issued a token.',
    zh: 'mdb_sa_id_0000000000000000000000a2 的客户端 ID 和密钥正确，模拟服务器已签发令牌。',
    act: app => tokenFor(app, ACCOUNT.reader)
  },
  {
    name: 'an address outside the access list',
    ...reason('access-list', { address: '127.0.0.1' }),
    act: app => as(app, 'fencedin', { url: LIST })
  },
  {
    name: 'a project of another organization',
    en: 'prjowner belongs to the organization Acme. The project elsewhere belongs to another organization.',
    zh: 'prjowner 属于组织 Acme，而项目 elsewhere 属于另一个组织。',
    act: app => as(app, 'prjowner', { url: integrations(ELSEWHERE) })
  },
  {
    name: 'another organization',
    en: 'outsider belongs to the organization Umbrella and requested another organization.',
    zh: 'outsider 属于组织 Umbrella，但请求的是另一个组织。',
    act: app => as(app, 'outsider', { url: `/api/atlas/v2/orgs/${ACME}` })
  },
  {
    name: 'a weak role',
    en: 'readonly has GROUP_READ_ONLY on demo; this call requires GROUP_OWNER on the project demo or ORG_OWNER on its organization.',
    zh: 'readonly 拥有的角色：demo 上的 GROUP_READ_ONLY；此调用需要：项目 demo 上的 GROUP_OWNER，或所属组织上的 ORG_OWNER。',
    act: app => as(app, 'readonly', { method: 'POST', url: WEBHOOK, body: HOOK })
  },
  {
    name: 'a role on another project',
    en: 'prjowner has GROUP_OWNER on demo; this call requires any role on the project staging or ORG_OWNER or ORG_READ_ONLY on its organization.',
    zh: 'prjowner 拥有的角色：demo 上的 GROUP_OWNER；此调用需要：项目 staging 上的任意角色，或所属组织上的 ORG_OWNER 或 ORG_READ_ONLY。',
    act: app => as(app, 'prjowner', { url: integrations(STAGING) })
  },
  {
    name: 'a weak role for a new project',
    en: 'prjowner has GROUP_OWNER on demo; this call requires ORG_OWNER or ORG_GROUP_CREATOR on the organization.',
    zh: 'prjowner 拥有的角色：demo 上的 GROUP_OWNER；此调用需要：组织上的 ORG_OWNER 或 ORG_GROUP_CREATOR。',
    act: app =>
      as(app, 'prjowner', { method: 'POST', url: '/api/atlas/v2/groups', body: { name: 'new', orgId: ACME } })
  },
  {
    name: 'no roles',
    en: 'prjowner has no role; this call requires GROUP_OWNER on the project demo or ORG_OWNER on its organization.',
    zh: 'prjowner 拥有的角色：无；此调用需要：项目 demo 上的 GROUP_OWNER，或所属组织上的 ORG_OWNER。',
    act: async app => {
      await control(app, 'PATCH', '/principals/prjowner', { roles: [] })
      await as(app, 'prjowner', { method: 'DELETE', url: WEBHOOK })
    }
  },
  {
    name: 'many roles',
    en: 'prjowner has GROUP_BACKUP_MANAGER on demo, GROUP_CLUSTER_MANAGER on demo, GROUP_DATA_ACCESS_ADMIN on demo and 2 more; this call requires GROUP_OWNER on the project demo or ORG_OWNER on its organization.',
    zh: 'prjowner 拥有的角色：demo 上的 GROUP_BACKUP_MANAGER、demo 上的 GROUP_CLUSTER_MANAGER、demo 上的 GROUP_DATA_ACCESS_ADMIN，另有 2 个；此调用需要：项目 demo 上的 GROUP_OWNER，或所属组织上的 ORG_OWNER。',
    act: async app => {
      const roles = [
        'GROUP_READ_ONLY',
        'GROUP_BACKUP_MANAGER',
        'GROUP_CLUSTER_MANAGER',
        'GROUP_OBSERVABILITY_VIEWER',
        'GROUP_DATA_ACCESS_ADMIN'
      ]
      await control(app, 'PATCH', '/principals/prjowner', {
        roles: roles.map(roleName => ({ roleName, groupId: DEMO }))
      })
      await as(app, 'prjowner', { method: 'DELETE', url: WEBHOOK })
    }
  },
  {
    name: 'an invalid field',
    ...reason('attribute-format', { attribute: 'url' }),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { url: 'foo' } })
  },
  {
    name: 'an error by Prefer',
    ...reason('preferred'),
    act: app => call(app, { url: LIST, headers: { prefer: 'errorCode=GROUP_NOT_FOUND' } })
  },
  {
    name: 'a success by a role',
    en: "mdb_sa_id_0000000000000000000000a1 authenticated with a service account's token, and its roles permit this call. The mock carried it out.",
    zh: 'mdb_sa_id_0000000000000000000000a1 通过服务帐户令牌验证了身份，其角色允许此调用。请求已执行。',
    act: async app =>
      asBearer(app, await tokenFor(app, ACCOUNT.owner), { method: 'POST', url: WEBHOOK, body: HOOK })
  },
  {
    name: 'a success without a required role',
    en: 'prjowner authenticated with an API key (Digest). This call requires no specific role: it returns what the caller may see.',
    zh: 'prjowner 通过 API 密钥（Digest）验证了身份。此调用不要求特定角色，只返回调用方有权查看的内容。',
    act: app => as(app, 'prjowner', { url: '/api/atlas/v2/groups' })
  },
  {
    name: 'a fault before the call is carried out',
    en: 'A fault replaced the response with a status code. The mock did not carry out the request.',
    zh: '故障将响应替换为指定的状态码。请求没有执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'status', status: 503 } })
      await as(app, 'prjowner', { url: LIST })
    }
  },
  {
    name: 'a lost response',
    en: 'A fault reset the connection, so the client received no response. The mock had already carried out the request.',
    zh: '故障重置了连接，因此客户端没有收到响应。此前请求已执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'reset' }, stage: 'after-commit' })
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK }).catch(ignore)
    }
  },
  {
    name: 'a slow rejection',
    en: `A fault sent the response slowly. ${NOT_CONFIGURED.en}`,
    zh: `故障降低了响应的发送速度。${NOT_CONFIGURED.zh}`,
    act: async app => {
      await addFault(app, { effect: { type: 'slow', bytesPerSecond: 1_000_000 } })
      await as(app, 'readonly', { url: WEBHOOK })
    }
  },
  {
    name: 'a truncated response of a write',
    en: "A fault truncated the response body, so the client's read failed. The mock rolled back what the request had written.",
    zh: '故障截断了响应正文，因此客户端读取失败。请求写入的内容已回滚。',
    act: async app => {
      await addFault(app, { effect: { type: 'truncate' } })
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK }).catch(ignore)
    }
  },
  {
    name: 'a read without its body',
    en: 'A fault removed the response body. The request only read data, so nothing changed.',
    zh: '故障移除了响应正文。请求只读取数据，没有任何更改。',
    act: async app => {
      await addFault(app, { effect: { type: 'empty' } })
      await as(app, 'prjowner', { url: LIST }).catch(ignore)
    }
  },
  {
    name: 'a response without a body that cannot be truncated',
    en: 'A fault was set to break the response body. The response has no body, so the fault reset the connection and the client received no response. The mock rolled back what the request had written.',
    zh: '故障设置为破坏响应正文，但该响应没有正文，因此故障重置了连接，客户端没有收到响应。请求写入的内容已回滚。',
    act: async app => {
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK })
      await addFault(app, { effect: { type: 'truncate' } })
      await as(app, 'prjowner', { method: 'DELETE', url: WEBHOOK }).catch(ignore)
    }
  }
]

for (const { name, act, en, zh } of CASES) {
  t.test(`explains ${name}`, async t => {
    const app = await build(t)
    await act(app)
    t.strictSame(await why(app), { en, zh })
  })
}

t.test('explains what is known of a deleted fault, an unknown reason and a lost connection', async t => {
  const app = await build(t)
  await as(app, 'prjowner', { url: LIST })
  const usual = await lastOf(app)
  const context: Context = { nameOf: id => id, faultOf: () => undefined }
  const text = (part: Partial<RecordedRequest>, language: 'en' | 'zh' = 'en') =>
    explain({ ...usual, ...part }, language, context)
  const fault = (effect: string) => ({ fault: { id: 'f1', effect } })
  const { effects, carriedOut, noResponse } = en.requests.explain
  const notReached: RecordedRequest['role'] = { decision: 'not reached', needed: null, had: null }
  t.strictSame(
    [
      text(fault('truncate')),
      text(fault('status')),
      text({ ...fault('status'), operation: null, role: notReached }),
      text({ ...fault('status'), operation: 'createToken', role: notReached }),
      text(fault('teleport')),
      text({ answer: null }),
      text({ reason: { code: 'bad-luck', text: 'bad luck' } })
    ],
    [
      `${effects.truncate} ${carriedOut.unknown}`,
      `${effects.status} ${carriedOut.done}`,
      `${effects.status} ${carriedOut.not}`,
      `${effects.status} ${carriedOut.unknown}`,
      `${effects.other} ${carriedOut.done}`,
      noResponse,
      'Reason: bad luck.'
    ]
  )
})

/** Returns requests of different outcomes; Digest calls are a challenge and its retry. */
async function busy(t: Test): Promise<readonly RecordedRequest[]> {
  const app = await build(t)
  await asKey(app, PROJECT_OWNER, { url: LIST }) // 1, 2
  await asKey(app, PROJECT_OWNER, { method: 'POST', url: WEBHOOK, body: HOOK }) // 3, 4
  await asKey(app, PROJECT_OWNER, { method: 'POST', url: WEBHOOK, body: HOOK }) // 5, 6
  await call(app, { url: LIST }) // 7: a challenge without a retry
  await asBearer(app, await tokenFor(app, ACCOUNT.reader), { url: LIST }) // 8, 9
  await addFault(app, { effect: { type: 'example', status: 500 }, stage: 'edge', when: { first: 1 } })
  await call(app, { url: LIST }) // 10
  await addFault(app, { effect: { type: 'hangUp' }, stage: 'edge', when: { first: 1 } })
  await call(app, { url: LIST }).catch(ignore) // 11
  const sandbox = await newSandbox(app)
  await asKey(app, sandbox.owner.apiKey, { url: '/api/atlas/v2/groups' }) // 12, 13
  return journalOf(app)
}

t.test('filters requests', async t => {
  const requests = await busy(t)
  const ids = (filter: Partial<Filter>) =>
    filterRequests(requests, { ...NO_FILTER, ...filter }).map(({ id }) => id)
  const { organization, principal } = requests.at(-1) as RecordedRequest
  t.strictSame(ids({}), [2, 4, 6, 7, 8, 9, 10, 11, 13])
  t.strictSame(filterRequests(requests, { ...NO_FILTER, hasChallenges: true }), requests)
  t.strictSame(ids({ status: '2' }), [2, 4, 8, 9, 13])
  t.strictSame(ids({ status: '4' }), [6, 7])
  t.strictSame(ids({ status: '5' }), [10])
  t.strictSame(ids({ status: 'none' }), [11])
  t.strictSame(ids({ errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }), [6])
  t.strictSame(ids({ identity: ACCOUNT.reader.clientId }), [8, 9])
  t.strictSame(ids({ sandbox: organization }), [13])
  t.strictSame(ids({ type: 'WEBHOOK' }), [4, 6])
  t.strictSame(ids({ status: '4', identity: 'prjowner', text: ' already POST ' }), [6])
  t.strictSame(ids({ text: '#13' }), [13])
  t.strictSame(ids({ text: 'nowhere' }), [])
  t.strictSame(choicesOf(requests), {
    errorCode: ['INTEGRATION_ALREADY_CONFIGURED', 'UNEXPECTED_ERROR'],
    identity: [ACCOUNT.reader.clientId, 'prjowner', principal?.id].sort(),
    type: ['WEBHOOK']
  })
  t.strictSame(
    [NO_FILTER, { ...NO_FILTER, text: 'x' }, { ...NO_FILTER, hasChallenges: true }].map(isFiltering),
    [false, true, true]
  )
})

t.test('finds the retry of each challenge, and the neighbours of a request', async t => {
  const requests = await busy(t)
  t.strictSame(
    [...answeredChallenges(requests)],
    [
      [1, 2],
      [3, 4],
      [5, 6],
      [12, 13]
    ]
  )
  const [challenge, retry] = requests as [RecordedRequest, RecordedRequest]
  const older = { ...challenge, id: 0 }
  t.strictSame([...answeredChallenges([older, challenge, retry])], [[1, 2]], 'the newer of two challenges')
  const fault = { id: '1', effect: 'status' }
  t.strictSame([...answeredChallenges([{ ...challenge, fault }, retry])], [], 'not the 401 of a fault')
  const listed = requests.filter(({ id }) => id !== 5)
  t.strictSame(
    [1, 5, 13].map(id => neighbours(listed, id)),
    [{ newer: 2 }, { newer: 6, older: 4 }, { older: 12 }]
  )
})

t.test('shortens URLs and client ids', t => {
  t.equal(shortenUrl(WEBHOOK), '/groups/32b6…e7b8/integrations/WEBHOOK')
  t.equal(shortenUrl(`/api/atlas/v2/groups/${DEMO}?pretty=true`), '/groups/32b6…e7b8?pretty=true')
  t.equal(shortenUrl('/api/oauth/token'), '/api/oauth/token')
  t.equal(shortenCaller(ACCOUNT.reader.clientId), 'mdb_sa_id_0000…00a2')
  t.equal(shortenCaller('prjowner'), 'prjowner')
  t.end()
})

t.test('describes a failed verification', async t => {
  const app = await build(t)
  await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK })
  const match = {
    operation: 'createGroupIntegration',
    principal: ['orgowner', 'readonly'],
    headers: { 'user-agent': 'x', accept: null },
    body: { url: 'https://example.com/other', secret: 's' },
    absent: ['url'],
    status: [200, null],
    fault: null
  }
  await control(app, 'POST', '/requests/verify', { match, count: { exactly: 2 } })
  const { failed } = (await control(app, 'GET', '/requests/verify')).json as FailedVerification
  t.strictSame(expectedFacts(failed?.asked.match ?? {}, en.verification, 'no response'), [
    'operation createGroupIntegration',
    'caller orgowner or readonly',
    'status 200 or no response',
    'headers user-agent, accept',
    'body fields url, secret',
    'fields that must be absent url',
    'fault none'
  ])
  const misses = failed?.verification.nearest?.[0]?.misses ?? []
  t.strictSame(
    misses.map(miss => [miss.at, describeMiss(miss, en.verification), describeMiss(miss, zh.verification)]),
    [
      [
        'principal',
        'expected "orgowner" or "readonly", actual "prjowner"',
        '预期 "orgowner" 或 "readonly"，实际为 "prjowner"'
      ],
      ['headers.user-agent', 'expected "x", actual "lightMyRequest"', '预期 "x"，实际为 "lightMyRequest"'],
      ['headers.accept', 'present, but must be absent', '存在，但必须不存在'],
      ['body.url', 'different value (hidden because it may be secret)', '值不同（可能是机密信息，已隐藏）'],
      ['body.secret', 'absent', '缺失'],
      ['body.url', 'present, but must be absent', '存在，但必须不存在']
    ]
  )
  const absent = { at: 'x', code: 'absent', expected: ['a'] } as const
  t.equal(describeMiss({ ...absent, expected: ['a'] }, en.verification), 'expected "a", actual absent')
})

t.test('describes an expected count', t => {
  const counts: readonly AskedVerification[] = [
    { match: {} },
    { match: {}, count: 0 },
    { match: {}, count: { exactly: 2 } },
    { match: {}, count: { atLeast: 2 } },
    { match: {}, count: { atMost: 2 } },
    { match: {}, count: { never: true } },
    { inOrder: [{}, {}] }
  ]
  t.strictSame(
    counts.map(asked => expectedCount(asked, en.verification)),
    [
      'expected at least 1',
      'expected exactly 0',
      'expected exactly 2',
      'expected at least 2',
      'expected at most 2',
      'expected none',
      'expected 2 in order'
    ]
  )
  t.end()
})

t.test('prepares a recorded request to be sent again', async t => {
  const app = await build(t)
  const headers = { 'x-own': 'x', 'user-agent': 'test', origin: 'https://x.test' }
  await as(app, 'prjowner', { method: 'POST', url: `${WEBHOOK}?secret=x`, headers, body: { secret: 'abcd' } })
  const { request } = await lastOf(app)
  t.equal(headerLines(request), `accept: ${VERSIONED}\nx-own: x\ncontent-type: application/json`)
  t.equal(bodyOf(request), '{\n  "secret": "****"\n}')
  t.ok(isMasked(request))
  await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: '{' })
  t.equal(bodyOf((await lastOf(app)).request), undefined)
  await askToken(app, ACCOUNT.reader)
  const token = (await lastOf(app)).request
  t.strictSame([bodyOf(token), isMasked(token)], ['grant_type=client_credentials', false])
})

t.test('accepts headers and paths that the page can send', t => {
  t.strictSame(parseHeaders('Accept: a\n\n X-Empty:\nprefer:b:c '), [
    ['Accept', 'a'],
    ['X-Empty', ''],
    ['prefer', 'b:c']
  ])
  t.strictSame(parseHeaders('no header'), { kind: 'headerError', text: 'no header' })
  t.strictSame(parseHeaders('Sec-Fetch-Mode: cors'), { kind: 'headerReserved', text: 'Sec-Fetch-Mode' })
  const target = (text: string) => targetOf(text, 'http://127.0.0.1:8080')
  t.equal(target('/api/atlas/v2/x/../groups?a=b c#d'), '/api/atlas/v2/groups?a=b%20c')
  t.equal(target('http://127.0.0.1:8080/api/x'), '/api/x')
  for (const text of ['/_mock/v1/reset', '/api/%2e%2e/_mock', '//x.test/api/', 'https://x.test/api/', '']) {
    t.equal(target(text), undefined, text)
  }
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
  await askToken(app, { clientId: 'unknown', clientSecret: 'x' })
  t.match(await curl(), `--user "\${MONGODB_ATLAS_CLIENT_ID:?}":"\${MONGODB_ATLAS_CLIENT_SECRET:?}"`)
  await call(app, { method: 'HEAD', url: LIST, headers: { authorization: 'Own x' } })
  t.match(await curl(), `--header "Authorization: ""\${AUTHORIZATION:?}" \\\n  --head`)
})
