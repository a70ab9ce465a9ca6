import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { App, AppOptions } from '../../src/app.ts'
import { askedFacts, tellExpected, tellMiss } from '../../src/console/page/journal/asked.ts'
import { type Context, explain } from '../../src/console/page/journal/explain.ts'
import { explainWords } from '../../src/console/page/journal/explain-words.ts'
import {
  choicesOf,
  type Filter,
  filterRequests,
  firstHalves,
  isChallenged,
  isFiltering,
  NO_FILTER
} from '../../src/console/page/journal/filter.ts'
import { shorten, shortenCaller } from '../../src/console/page/journal/shorten.ts'
import { verifyWords } from '../../src/console/page/journal/verify-words.ts'
import { journalWords } from '../../src/console/page/journal/words.ts'
import type {
  AskedVerification,
  FailedVerification,
  FaultBody,
  FaultList,
  OrganizationList,
  RecordedRequest,
  RequestList
} from '../../types/wire.d.ts'
import {
  ACME,
  as,
  build,
  call,
  challenge,
  DEMO,
  digestHeader,
  ELSEWHERE,
  integrations,
  KEYS,
  STAGING
} from '../app.ts'
import { ACCOUNT, asBearer, asKey, askToken, control, newSandbox, tokenFor } from '../control/control.ts'

const HOOK = { url: 'https://example.com/hook' }
const LIST = integrations(DEMO)
const WEBHOOK = integrations(DEMO, 'WEBHOOK')

async function journalOf(app: App): Promise<readonly RecordedRequest[]> {
  const { json } = await control(app, 'GET', '/requests')
  return (json as RequestList).results
}

async function contextOf(app: App): Promise<Context> {
  const organizations = (await control(app, 'GET', '/organizations')).json as OrganizationList
  const faults = (await control(app, 'GET', '/faults')).json as FaultList
  const named = organizations.results.flatMap(one => [one, ...one.projects])
  return {
    nameOf: id => named.find(one => one.id === id)?.name,
    faultOf: id => faults.results.find(fault => fault.id === id)
  }
}

/** Returns the page's explanation of the last request in both languages. */
async function why(app: App): Promise<{ en: string; zh: string }> {
  const last = (await journalOf(app)).at(-1)
  if (!last) throw new Error('nothing was recorded')
  const context = await contextOf(app)
  return { en: explain(last, 'en', context), zh: explain(last, 'zh', context) }
}

/** Ignores the client's error if there is no response. */
function ignore(): undefined {
  return undefined
}

function addFault(app: App, fault: FaultBody) {
  return control(app, 'POST', '/faults', fault)
}

interface Case {
  name: string
  options?: AppOptions
  act: (app: App) => Promise<unknown>
  en: string
  zh: string
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const TEXTS: Readonly<Record<string, { en: string; zh: string }>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'schemas', 'reasons.json'), 'utf8')
)

/** Returns what the page shows for a reason code, with the texts of `schemas/reasons.json`. */
function stated(code: string, details: Readonly<Record<string, unknown>> = {}): { en: string; zh: string } {
  const { en = '', zh = '' } = TEXTS[code] ?? {}
  const fill = (text: string) =>
    Object.entries(details).reduce(
      (filled, [name, value]) => filled.replace(`{${name}}`, String(value)),
      text
    )
  return { en: `Reason: ${fill(en)}.`, zh: `原因：${fill(zh)}。` }
}

const NOT_CONFIGURED = stated('not-configured')

const CASES: readonly Case[] = [
  {
    name: 'an anonymous challenge',
    ...stated('no-credentials'),
    act: app => call(app, { url: LIST })
  },
  {
    name: 'an unknown scheme',
    ...stated('unknown-scheme'),
    act: app => call(app, { url: LIST, headers: { authorization: basic('a:b') } })
  },
  {
    name: 'a malformed Digest header',
    ...stated('digest-malformed'),
    act: app => call(app, { url: LIST, headers: { authorization: 'Digest nonsense' } })
  },
  {
    name: 'an unknown key',
    ...stated('api-key-unknown'),
    act: app => as(app, 'nobody', { url: LIST })
  },
  {
    name: 'a wrong secret',
    ...stated('digest-response', { publicKey: 'prjowner' }),
    act: app => asKey(app, { publicKey: 'prjowner', privateKey: 'wrong' }, { url: LIST })
  },
  {
    name: 'another address than that of the header',
    ...stated('digest-uri'),
    act: async app =>
      call(app, {
        url: LIST,
        headers: { authorization: digestHeader('prjowner', { url: WEBHOOK }, await challenge(app)) }
      })
  },
  {
    name: 'a replayed header',
    ...stated('nonce-replayed'),
    act: async app => {
      const authorization = digestHeader('prjowner', { url: LIST }, await challenge(app))
      await call(app, { url: LIST, headers: { authorization } })
      await call(app, { url: LIST, headers: { authorization } })
    }
  },
  {
    name: 'an expired nonce',
    ...stated('nonce-expired'),
    act: async app => {
      const authorization = digestHeader('prjowner', { url: LIST }, await challenge(app))
      await control(app, 'POST', '/nonces/expire')
      await call(app, { url: LIST, headers: { authorization } })
    }
  },
  {
    name: 'an invalid token',
    ...stated('token-invalid', { detail: 'ERR_JWS_INVALID' }),
    act: app => asBearer(app, 'nope', { url: LIST })
  },
  {
    name: 'a revoked token',
    ...stated('token-revoked'),
    act: async app => {
      const token = await tokenFor(app, ACCOUNT.reader)
      await control(app, 'POST', '/tokens/revoke')
      await asBearer(app, token, { url: LIST })
    }
  },
  {
    name: 'a wrong client secret',
    ...stated('client-credentials-invalid'),
    act: app => askToken(app, { ...ACCOUNT.reader, clientSecret: 'wrong' })
  },
  {
    name: 'another grant',
    ...stated('grant-type-unsupported'),
    act: app =>
      call(app, {
        method: 'POST',
        url: '/api/oauth/token',
        headers: {
          ...FORM,
          authorization: basic(`${ACCOUNT.reader.clientId}:${ACCOUNT.reader.clientSecret}`)
        },
        body: 'grant_type=password'
      })
  },
  {
    name: 'no grant',
    ...stated('form-field-missing', { attribute: 'grant_type' }),
    act: app =>
      call(app, {
        method: 'POST',
        url: '/api/oauth/token',
        headers: {
          ...FORM,
          authorization: basic(`${ACCOUNT.reader.clientId}:${ACCOUNT.reader.clientSecret}`)
        },
        body: 'x=y'
      })
  },
  {
    name: 'no token to end',
    ...stated('form-field-missing', { attribute: 'token' }),
    act: app =>
      call(app, {
        method: 'POST',
        url: '/api/oauth/revoke',
        headers: {
          ...FORM,
          authorization: basic(`${ACCOUNT.reader.clientId}:${ACCOUNT.reader.clientSecret}`)
        },
        body: 'x=y'
      })
  },
  {
    name: 'a form that is too large',
    ...stated('body-too-large'),
    act: app =>
      call(app, { method: 'POST', url: '/api/oauth/token', headers: FORM, body: `a=${'b'.repeat(20_000)}` })
  },
  {
    name: 'a token',
    en: 'The client ID and secret of mdb_sa_id_0000000000000000000000a2 are correct. The mock issued a token.',
    zh: 'mdb_sa_id_0000000000000000000000a2 的客户端 ID 和密钥正确，模拟服务器已签发令牌。',
    act: app => tokenFor(app, ACCOUNT.reader)
  },
  {
    name: 'the end of a token',
    en: 'The client ID and secret of mdb_sa_id_0000000000000000000000a2 are correct. If the token belongs to this service account, it is now revoked.',
    zh: 'mdb_sa_id_0000000000000000000000a2 的客户端 ID 和密钥正确。如果该令牌属于此服务帐户，则已被撤销。',
    act: async app => {
      const token = await tokenFor(app, ACCOUNT.reader)
      await call(app, {
        method: 'POST',
        url: '/api/oauth/revoke',
        headers: {
          ...FORM,
          authorization: basic(`${ACCOUNT.reader.clientId}:${ACCOUNT.reader.clientSecret}`)
        },
        body: `token=${token}`
      })
    }
  },
  {
    name: 'an address off the access list',
    ...stated('access-list', { address: '127.0.0.1' }),
    act: app => as(app, 'fencedin', { url: LIST })
  },
  {
    name: 'no version',
    ...stated('version-unknown'),
    act: app => as(app, 'prjowner', { url: LIST, headers: { accept: 'text/html' } })
  },
  {
    name: 'an invalid project id',
    ...stated('group-id-invalid'),
    act: app => as(app, 'prjowner', { url: integrations('demo') })
  },
  {
    name: 'an unknown project',
    ...stated('project-unknown'),
    act: app => as(app, 'prjowner', { url: integrations('0'.repeat(24)) })
  },
  {
    name: 'a project of another organization',
    en: 'prjowner belongs to the organization Acme. The project elsewhere belongs to another organization.',
    zh: 'prjowner 属于组织 Acme，而项目 elsewhere 属于另一个组织。',
    act: app => as(app, 'prjowner', { url: integrations(ELSEWHERE) })
  },
  {
    name: 'an invalid organization id',
    ...stated('org-id-invalid'),
    act: app => as(app, 'prjowner', { url: '/api/atlas/v2/orgs/acme' })
  },
  {
    name: 'an unknown organization',
    ...stated('organization-unknown'),
    act: app => as(app, 'prjowner', { url: `/api/atlas/v2/orgs/${'0'.repeat(24)}` })
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
    name: 'no role',
    en: 'prjowner has no role; this call requires any role on the project demo or ORG_OWNER or ORG_READ_ONLY on its organization.',
    zh: 'prjowner 拥有的角色：无；此调用需要：项目 demo 上的任意角色，或所属组织上的 ORG_OWNER 或 ORG_READ_ONLY。',
    act: async app => {
      await control(app, 'PATCH', '/principals/prjowner', { roles: [] })
      await as(app, 'prjowner', { url: LIST })
    }
  },
  {
    name: 'many roles',
    en: 'prjowner has GROUP_BACKUP_MANAGER, GROUP_CLUSTER_MANAGER, GROUP_DATA_ACCESS_ADMIN on demo and 2 more; this call requires GROUP_OWNER on the project demo or ORG_OWNER on its organization.',
    zh: 'prjowner 拥有的角色：demo 上的 GROUP_BACKUP_MANAGER、GROUP_CLUSTER_MANAGER、GROUP_DATA_ACCESS_ADMIN，另有 2 个；此调用需要：项目 demo 上的 GROUP_OWNER，或所属组织上的 ORG_OWNER。',
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
    name: 'too many requests',
    ...stated('rate-limit', { seconds: 60 }),
    options: { settings: { rateLimits: true, logLevel: 'silent' } },
    act: async app => {
      await control(app, 'PUT', '/clock', { now: '2030-01-01T00:00:00Z', frozen: true })
      const nonce = await challenge(app)
      for (let nc = 1; nc <= 301; nc += 1) {
        const url = '/api/atlas/v2/orgs'
        const authorization = digestHeader('prjowner', { url }, nonce, {
          nc: nc.toString(16).padStart(8, '0')
        })
        await call(app, { url, headers: { authorization } })
      }
    }
  },
  {
    name: 'an unknown type',
    ...stated('type-unknown', { integrationType: 'CARRIER_PIGEON' }),
    act: app => as(app, 'prjowner', { url: integrations(DEMO, 'CARRIER_PIGEON') })
  },
  {
    name: 'a type that Atlas rejects',
    ...stated('type-refused', { integrationType: 'HIP_CHAT' }),
    act: app => as(app, 'prjowner', { method: 'POST', url: integrations(DEMO, 'HIP_CHAT'), body: {} })
  },
  {
    name: 'a bad query',
    ...stated('query-parameter', { attribute: 'itemsPerPage' }),
    act: app => as(app, 'prjowner', { url: `${LIST}?itemsPerPage=many` })
  },
  {
    name: 'no JSON by its type',
    ...stated('content-type'),
    act: app =>
      as(app, 'prjowner', {
        method: 'POST',
        url: WEBHOOK,
        headers: { 'content-type': 'text/plain' },
        body: 'x'
      })
  },
  {
    name: 'bad JSON',
    ...stated('json-malformed'),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: '{' })
  },
  {
    name: 'no JSON object',
    ...stated('body-not-object'),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: [] })
  },
  {
    name: 'a body that is too large',
    ...stated('body-too-large'),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: ' '.repeat(2_000_000) })
  },
  {
    name: 'an unknown field',
    ...stated('attribute-unknown', { attribute: 'colour' }),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { ...HOOK, colour: 'red' } })
  },
  {
    name: 'a missing field',
    ...stated('attribute-missing', { attribute: 'url' }),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: {} })
  },
  {
    name: 'a value of the wrong type',
    ...stated('attribute-type', { attribute: 'url' }),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { url: 1 } })
  },
  {
    name: 'another type than in the path',
    ...stated('type-mismatch', { attribute: 'type' }),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { ...HOOK, type: 'SLACK' } })
  },
  {
    name: 'an invalid value',
    ...stated('attribute-format', { attribute: 'url' }),
    act: app => as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: { url: 'foo' } })
  },
  {
    name: 'a value outside the enumeration',
    ...stated('enum-value', { attribute: 'region' }),
    act: app =>
      as(app, 'prjowner', {
        method: 'POST',
        url: integrations(DEMO, 'PAGER_DUTY'),
        body: { serviceKey: '0'.repeat(32), region: 'XX' }
      })
  },
  {
    name: 'already configured',
    ...stated('already-configured'),
    act: async app => {
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK })
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK })
    }
  },
  {
    name: 'not configured',
    ...stated('not-configured'),
    act: app => as(app, 'prjowner', { url: WEBHOOK })
  },
  {
    name: 'a project name that is taken',
    ...stated('project-name-taken'),
    act: app =>
      as(app, 'orgowner', {
        method: 'POST',
        url: '/api/atlas/v2/groups',
        body: { name: 'demo', orgId: ACME }
      })
  },
  {
    name: 'an unknown project name',
    ...stated('project-name-unknown'),
    act: app => as(app, 'orgowner', { url: '/api/atlas/v2/groups/byName/nowhere' })
  },
  {
    name: 'an unknown method',
    ...stated('method-unknown'),
    act: app => call(app, { method: 'PATCH', url: WEBHOOK })
  },
  {
    name: 'an unknown path',
    ...stated('path-unknown'),
    act: app => call(app, { url: '/api/atlas/v2/nowhere' })
  },
  {
    name: 'an error on demand',
    ...stated('preferred'),
    act: app => call(app, { url: LIST, headers: { prefer: 'errorCode=GROUP_NOT_FOUND' } })
  },
  {
    name: 'success by a role on the project',
    en: 'readonly authenticated with an API key (Digest) and has GROUP_READ_ONLY on demo, which permits this call. The mock carried it out.',
    zh: 'readonly 通过 API 密钥（Digest）验证了身份，并拥有 demo 上的 GROUP_READ_ONLY，可以执行此调用。请求已执行。',
    act: app => as(app, 'readonly', { url: LIST })
  },
  {
    name: 'success by a role on the organization',
    en: "mdb_sa_id_0000000000000000000000a1 authenticated with a service account's token and has ORG_OWNER on Acme, which permits this call. The mock carried it out.",
    zh: 'mdb_sa_id_0000000000000000000000a1 通过服务帐户令牌验证了身份，并拥有 Acme 上的 ORG_OWNER，可以执行此调用。请求已执行。',
    act: async app =>
      asBearer(app, await tokenFor(app, ACCOUNT.owner), { method: 'POST', url: WEBHOOK, body: HOOK })
  },
  {
    name: 'success without a required role',
    en: 'prjowner authenticated with an API key (Digest). This call requires no specific role: it returns what the caller may see.',
    zh: 'prjowner 通过 API 密钥（Digest）验证了身份。此调用不要求特定角色，只返回调用方有权查看的内容。',
    act: app => as(app, 'prjowner', { url: '/api/atlas/v2/groups' })
  },
  {
    name: 'success by a name',
    en: 'prjowner authenticated with an API key (Digest) and has GROUP_OWNER on demo, which permits this call. The mock carried it out.',
    zh: 'prjowner 通过 API 密钥（Digest）验证了身份，并拥有 demo 上的 GROUP_OWNER，可以执行此调用。请求已执行。',
    act: app => as(app, 'prjowner', { url: '/api/atlas/v2/groups/byName/demo' })
  },
  {
    name: 'a fault before authentication',
    en: 'A fault replaced the response with a status code. The mock did not carry out the request.',
    zh: '故障将响应替换为指定的状态码。请求没有执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'status', status: 503 }, stage: 'edge' })
      await call(app, { url: LIST })
    }
  },
  {
    name: 'a fault before anything is done',
    en: 'A fault replaced the response with the documented example of an error. The mock did not carry out the request.',
    zh: '故障将响应替换为文档中的示例错误。请求没有执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'example', status: 500 } })
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK })
    }
  },
  {
    name: 'a fault with an error',
    en: 'A fault replaced the response with an error. The mock did not carry out the request.',
    zh: '故障将响应替换为错误。请求没有执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'error', errorCode: 'GROUP_NOT_FOUND' } })
      await as(app, 'prjowner', { url: LIST })
    }
  },
  {
    name: 'a fault with a rate limit',
    en: 'A fault replaced the response with a rate limit error. The mock did not carry out the request.',
    zh: '故障将响应替换为请求过多的错误。请求没有执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'rateLimit' } })
      await as(app, 'prjowner', { url: LIST })
    }
  },
  {
    name: 'a fault after the commit',
    en: 'A fault replaced the response with a status code. The mock had already carried out the request.',
    zh: '故障将响应替换为指定的状态码。此前请求已执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'status', status: 502 }, stage: 'after-commit' })
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK })
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
    name: 'a connection that was closed',
    en: 'A fault closed the connection, so the client received no response. The mock did not carry out the request.',
    zh: '故障关闭了连接，因此客户端没有收到响应。请求没有执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'hangUp' } })
      await as(app, 'prjowner', { url: LIST }).catch(ignore)
    }
  },
  {
    name: 'a delay',
    en: 'A fault delayed the response. readonly authenticated with an API key (Digest) and has GROUP_READ_ONLY on demo, which permits this call. The mock carried it out.',
    zh: '故障延迟了响应。readonly 通过 API 密钥（Digest）验证了身份，并拥有 demo 上的 GROUP_READ_ONLY，可以执行此调用。请求已执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'delay', delay: 1 } })
      await as(app, 'readonly', { url: LIST })
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
    name: 'a truncated response',
    en: "A fault truncated the response body, so the client's read failed. The mock rolled back what the request had written.",
    zh: '故障截断了响应正文，因此客户端读取失败。请求写入的内容已回滚。',
    act: async app => {
      await addFault(app, { effect: { type: 'truncate' } })
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK }).catch(ignore)
    }
  },
  {
    name: 'a list without its body',
    en: 'A fault removed the response body. The request only read data, so nothing changed.',
    zh: '故障移除了响应正文。请求只读取数据，没有任何更改。',
    act: async app => {
      await addFault(app, { effect: { type: 'empty' } })
      await as(app, 'prjowner', { url: LIST }).catch(ignore)
    }
  },
  {
    name: 'a truncated rejection',
    en: `A fault removed the response body. ${NOT_CONFIGURED.en}`,
    zh: `故障移除了响应正文。${NOT_CONFIGURED.zh}`,
    act: async app => {
      await addFault(app, { effect: { type: 'empty' } })
      await as(app, 'prjowner', { url: WEBHOOK }).catch(ignore)
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
  },
  {
    name: 'a success that was cut after the commit',
    en: 'A fault removed the response body. The mock had already carried out the request.',
    zh: '故障移除了响应正文。此前请求已执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'empty' }, stage: 'after-commit' })
      await as(app, 'prjowner', { method: 'POST', url: WEBHOOK, body: HOOK }).catch(ignore)
    }
  },
  {
    name: 'a fault on a token',
    en: 'A fault replaced the response with a status code. The mock did not carry out the request.',
    zh: '故障将响应替换为指定的状态码。请求没有执行。',
    act: async app => {
      await addFault(app, { effect: { type: 'status', status: 503 } })
      await askToken(app, ACCOUNT.reader)
    }
  }
]

for (const { name, options, act, en, zh } of CASES) {
  t.test(`why: ${name}`, async t => {
    const app = await build(t, options)
    await act(app)
    t.strictSame(await why(app), { en, zh })
  })
}

/** Returns a journal entry, changed as given. */
async function recorded(app: App, part: Partial<RecordedRequest> = {}): Promise<RecordedRequest> {
  await as(app, 'prjowner', { url: LIST })
  return { ...((await journalOf(app)).at(-1) as RecordedRequest), ...part }
}

t.test('why: explains the action of a fault that was removed', async t => {
  const app = await build(t)
  const usual = await recorded(app)
  const told = (effect: string, part: Partial<RecordedRequest> = {}) =>
    explain({ ...usual, fault: { id: 'f1', effect }, ...part }, 'en', { nameOf: () => undefined })
  const { unknown, done, not } = explainWords.en.carriedOut
  const { truncate, status } = explainWords.en.effects
  const notReached: RecordedRequest['role'] = { decision: 'not reached', needed: null, had: null }
  t.equal(told('truncate'), `${truncate} ${unknown}`)
  t.equal(told('status'), `${status} ${done}`)
  t.equal(told('status', { role: { ...usual.role, decision: 'not reached' } }), `${status} ${not}`)
  t.equal(told('status', { operation: null, role: notReached }), `${status} ${not}`)
  t.equal(told('status', { operation: 'createToken', role: notReached }), `${status} ${unknown}`)
  t.equal(told('teleport'), `${explainWords.en.otherEffect} ${done}`)
})

t.test('why: no response, an unknown code, and roles', async t => {
  const app = await build(t)
  const usual = await recorded(app)
  const context: Context = { nameOf: () => undefined }
  t.equal(explain({ ...usual, answer: null }, 'en', context), explainWords.en.noAnswer)
  const reason = { code: 'bad-luck', text: 'bad luck' }
  t.equal(explain({ ...usual, reason }, 'en', context), 'Reason: bad luck.')
  t.equal(explain({ ...usual, reason }, 'zh', context), '原因：bad luck。')
  const role = { ...usual.role, had: [] }
  t.match(explain({ ...usual, role }, 'en', context), /requires no specific role/)
  t.match(
    explain(
      {
        ...usual,
        role: { ...role, decision: 'denied' },
        principal: null,
        reason: { code: 'role-insufficient', text: '' }
      },
      'en',
      context
    ),
    new RegExp(`has no role; this call requires any role on the project ${DEMO} or`)
  )
  const none: RecordedRequest['role'] = { decision: 'not reached', needed: null, had: null }
  t.match(explain({ ...usual, role: none, project: null }, 'en', context), /no specific role/)
  const onAcme = [{ roleName: 'ORG_OWNER', orgId: ACME }]
  t.match(
    explain({ ...usual, role: { ...role, had: onAcme }, principal: null }, 'en', context),
    /no specific role/
  )
  const had = [
    { roleName: 'ORG_OWNER', orgId: ACME },
    { roleName: 'GROUP_OWNER', groupId: DEMO }
  ]
  t.match(
    explain({ ...usual, role: { ...role, had } }, 'zh', context),
    `${ACME} 上的 ORG_OWNER，以及 ${DEMO} 上的 GROUP_OWNER`
  )
})

async function busy(t: Test): Promise<{ app: App; requests: readonly RecordedRequest[] }> {
  const app = await build(t)
  const owner = { publicKey: 'prjowner', privateKey: '00000000-0000-4000-8000-000000000002' }
  await asKey(app, owner, { url: LIST }) // 1, 2
  await asKey(app, owner, { method: 'POST', url: WEBHOOK, body: HOOK }) // 3, 4
  await asKey(app, owner, { method: 'POST', url: WEBHOOK, body: HOOK }) // 5, 6
  await call(app, { url: LIST }) // 7: a challenge without a second request
  await asBearer(app, await tokenFor(app, ACCOUNT.reader), { url: LIST }) // 8, 9
  await addFault(app, { effect: { type: 'example', status: 500 }, stage: 'edge', when: { first: 1 } })
  await call(app, { url: LIST }) // 10
  await addFault(app, { effect: { type: 'hangUp' }, stage: 'edge', when: { first: 1 } })
  await call(app, { url: LIST }).catch(ignore) // 11
  const sandbox = await newSandbox(app)
  await asKey(app, sandbox.owner.apiKey, { url: '/api/atlas/v2/groups' }) // 12, 13
  return { app, requests: await journalOf(app) }
}

t.test('filter', async t => {
  const { app, requests } = await busy(t)
  const { nameOf } = await contextOf(app)
  const ids = (filter: Partial<Filter>) =>
    filterRequests(requests, { ...NO_FILTER, ...filter }, nameOf).requests.map(({ id }) => id)
  const sandbox = String(requests.at(-1)?.organization)
  t.strictSame(ids({}), [2, 4, 6, 7, 8, 9, 10, 11, 13])
  t.equal(filterRequests(requests, NO_FILTER).hidden, 4)
  t.strictSame(filterRequests(requests, { ...NO_FILTER, hasFirstHalves: true }), { requests, hidden: 0 })
  t.strictSame(ids({ method: 'POST' }), [4, 6, 8])
  t.equal(filterRequests(requests, { ...NO_FILTER, method: 'POST' }).hidden, 2)
  t.strictSame(ids({ status: '2' }), [2, 4, 8, 9, 13])
  t.strictSame(ids({ status: '4' }), [6, 7])
  t.strictSame(ids({ status: '5' }), [10])
  t.strictSame(ids({ status: 'none' }), [11])
  t.strictSame(ids({ caller: ACCOUNT.reader.clientId }), [8, 9])
  t.strictSame(ids({ organization: sandbox }), [13])
  t.strictSame(ids({ isErrorsOnly: true }), [6, 7, 10, 11])
  t.strictSame(ids({ isErrorsOnly: true, method: 'POST', caller: 'prjowner' }), [6])
  t.strictSame(ids({ text: ' ' }), [2, 4, 6, 7, 8, 9, 10, 11, 13])
  t.strictSame(ids({ text: 'already_configured' }), [6])
  t.strictSame(ids({ text: 'post WEBHOOK' }), [4, 6])
  t.strictSame(ids({ text: 'hangup' }), [11])
  t.strictSame(ids({ text: 'DEMO get 200' }), [2, 9])
  t.strictSame(ids({ text: '#13' }), [13])
  t.strictSame(ids({ text: 'mdb_sa createToken' }), [8])
  t.strictSame(ids({ text: 'nowhere' }), [])
  t.strictSame(filterRequests(requests, { ...NO_FILTER, text: 'demo' }).requests, [], 'unknown names')
  t.strictSame(
    [...firstHalves(requests)],
    [
      [1, 2],
      [3, 4],
      [5, 6],
      [12, 13]
    ]
  )
  t.strictSame(choicesOf(requests), {
    methods: ['GET', 'POST'],
    callers: [
      ...new Set(['prjowner', ACCOUNT.reader.clientId, String(requests.at(-1)?.principal?.id)])
    ].sort(),
    organizations: [ACME, sandbox].sort()
  })
})

t.test('challenges: uses the newer of two pending challenges, and none for a fault', async t => {
  const app = await build(t)
  const request = { url: integrations(DEMO) }
  await call(app, request)
  const [publicKey = '', privateKey = ''] = Object.entries(KEYS)[0] ?? []
  await asKey(app, { publicKey, privateKey }, request)
  const requests = await journalOf(app)
  t.strictSame([...firstHalves(requests)], [[2, 3]])
  const [first] = requests as [RecordedRequest]
  t.ok(isChallenged(first))
  const fault = { id: '1', name: null, effect: 'status' } as unknown as NonNullable<RecordedRequest['fault']>
  t.notOk(isChallenged({ ...first, fault }))
})

t.test('whether a filter restricts anything', t => {
  t.equal(isFiltering(NO_FILTER), false)
  t.equal(isFiltering({ ...NO_FILTER, hasFirstHalves: true }), false)
  t.equal(isFiltering({ ...NO_FILTER, text: 'x' }), true)
  t.equal(isFiltering({ ...NO_FILTER, isErrorsOnly: true }), true)
  t.end()
})

t.test('shortens URLs', t => {
  t.equal(shorten(WEBHOOK), '/groups/32b6…e7b8/integrations/WEBHOOK')
  t.equal(shorten(`/api/atlas/v2/groups/${DEMO}?pretty=true`), '/groups/32b6…e7b8?pretty=true')
  t.equal(shorten(`/api/atlas/v2/orgs/${ACME}`), '/orgs/a1b2…4b5c')
  t.equal(shorten('/api/oauth/token'), '/api/oauth/token')
  t.equal(shorten(`/api/atlas/v2/groups/byName/${DEMO}0`), `/groups/byName/${DEMO}0`)
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
  const { en, zh } = verifyWords
  const asked = failed?.asked as AskedVerification
  t.strictSame(askedFacts(asked.match ?? {}, en), [
    { field: 'operation', values: ['createGroupIntegration'], isNames: false },
    { field: 'principal', values: ['orgowner', 'readonly'], isNames: false },
    { field: 'status', values: ['200', 'no response'], isNames: false },
    { field: 'headers', values: ['user-agent', 'accept'], isNames: true },
    { field: 'body', values: ['url', 'secret'], isNames: true },
    { field: 'absent', values: ['url'], isNames: false },
    { field: 'fault', values: ['none'], isNames: false }
  ])
  const misses = failed?.verification.nearest?.[0]?.misses ?? []
  t.strictSame(
    misses.map(miss => [miss.at, tellMiss(miss, en), tellMiss(miss, zh)]),
    [
      [
        'principal',
        'expected "orgowner" or "readonly", was "prjowner"',
        '预期 "orgowner" 或 "readonly"，实际为 "prjowner"'
      ],
      ['headers.user-agent', 'expected "x", was "lightMyRequest"', '预期 "x"，实际为 "lightMyRequest"'],
      ['headers.accept', 'present, but must be absent', '存在，但必须不存在'],
      ['body.url', 'different value (hidden because it may be secret)', '值不同（可能是机密信息，已隐藏）'],
      ['body.secret', 'absent', '缺失'],
      ['body.url', 'present, but must be absent', '存在，但必须不存在']
    ]
  )
  t.equal(tellMiss({ at: 'x', code: 'absent', expected: ['a'] }, en), 'expected "a", was absent')
  t.equal(
    tellMiss({ at: 'authentication', code: 'challenge' }, zh),
    'Digest 质询：仅当匹配条件包含状态或错误代码时计入'
  )
})

t.test('describes an expectation', t => {
  const tell = (asked: AskedVerification) => [
    tellExpected(asked, verifyWords.en),
    tellExpected(asked, verifyWords.zh)
  ]
  t.strictSame(tell({ match: {} }), ['expected at least 1', '预期至少 1 个'])
  t.strictSame(tell({ match: {}, count: 0 }), ['expected exactly 0', '预期恰好 0 个'])
  t.strictSame(tell({ match: {}, count: { exactly: 2 } }), ['expected exactly 2', '预期恰好 2 个'])
  t.strictSame(tell({ match: {}, count: { atLeast: 2 } }), ['expected at least 2', '预期至少 2 个'])
  t.strictSame(tell({ match: {}, count: { atMost: 2 } }), ['expected at most 2', '预期最多 2 个'])
  t.strictSame(tell({ match: {}, count: { never: true } }), ['expected none', '预期 0 个'])
  t.strictSame(tell({ inOrder: [{}, {}] }), ['expected 2 in order', '预期依次出现 2 个'])
  t.end()
})

/** Returns all texts, rendered with the given values. */
function texts(words: object, ...values: readonly unknown[]): string[] {
  return Object.values(words).flatMap(word => {
    if (typeof word === 'string') return [word]
    return typeof word === 'function' ? [String(word(...values))] : texts(word, ...values)
  })
}

t.test('no text is empty in either language', t => {
  for (const words of [journalWords, verifyWords]) {
    for (const values of [
      [0, 1],
      [1, 1],
      [7, 8]
    ]) {
      for (const text of [...texts(words.en, ...values), ...texts(words.zh, ...values)]) {
        t.notMatch(text, /^\s*$|undefined/)
      }
    }
    t.notMatch(texts(words.en, 1, 2).join(), /\p{Script=Han}/u)
  }
  t.end()
})
