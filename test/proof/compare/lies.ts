import { tryParseJson } from '../../../src/base/json.ts'
import type { Method } from '../../../types/wire.d.ts'
import { inProject, Recording } from './calls.ts'
import { KEY, type ProxiedResponse, type Target } from './target.ts'

type Change = (proxied: ProxiedResponse) => Partial<ProxiedResponse>

/** A change of a service. */
export interface Lie {
  /** Place and row of each difference that the calls of tests show. */
  own: readonly string[]
  /** Those that the behaviours show; by default the same. */
  whole?: readonly string[]
  change?: Change
  /** Changes the mock behind the proxy. */
  prepare?(target: Target): void
}

const isIntegrations = (path: string) => /\/integrations\b/.test(path)

/** Changes each object in a JSON body that has a `type` and an `id`. */
function mapIntegrations(body: string, change: (integration: Record<string, unknown>) => object): string {
  // Pretty-printed ones stay as they are.
  const value = body.includes('\n') ? undefined : tryParseJson(body)
  if (value === undefined) return body
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk)
    if (typeof node !== 'object' || node === null) return node
    const entries = Object.entries(node).map(([name, inner]) => [name, walk(inner)])
    const copy = Object.fromEntries(entries)
    return 'type' in copy && 'id' in copy ? change(copy) : copy
  }
  return JSON.stringify(walk(value))
}

const uuidOf = (id: string) =>
  `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(12)}`

const LIST = /\/integrations(\?.*)?$/

let count = 0
const hidden = new Set<string>()
/** Each costs a second look, after 2 seconds. */
const MAX_HIDDEN = 4

export const LIES: Readonly<Record<string, Lie>> = {
  none: { own: [] },
  'refuses PAGER_DUTY': {
    own: ['createGroupIntegration status: creates-pager-duty'],
    prepare: ({ mock }) =>
      void mock.faults.add({
        match: { operation: 'createGroupIntegration', integrationType: 'PAGER_DUTY' },
        effect: {
          type: 'status',
          status: 400,
          body: '{"error":400,"errorCode":"PAGER_DUTY_RETIRED"}',
          headers: { 'content-type': 'application/json' }
        }
      })
  },
  'refuses log integrations': {
    own: [],
    whole: ['createGroupLogIntegration status: creates-log-integrations-documented-fields'],
    prepare: ({ mock }) =>
      void mock.faults.add({
        match: { operation: 'createGroupLogIntegration' },
        effect: {
          type: 'status',
          status: 403,
          body: '{"error":403,"errorCode":"LOG_EXPORT_DISABLED"}',
          headers: { 'content-type': 'application/json' }
        }
      })
  },
  'a type in lower case': {
    own: ['createGroupIntegration status: rejects-unknown-integration-type'],
    whole: ['status: error-resource-not-found'],
    prepare: target =>
      target.change(async ({ method, path, status, requestBody }) => {
        const url = path.replace(/(?<=\/integrations\/)(datadog|slack|webhook)$/, type => type.toUpperCase())
        if (url === path || status < 400 || status === 401) return {}
        const as = { publicKey: KEY.id, privateKey: KEY.secret }
        const body = requestBody === '' ? undefined : requestBody
        const reply = await target.mock.inject({ method: method as Method, url, body, as })
        return { status: reply.status, body: reply.body }
      })
  },
  'all at once': {
    own: [
      'Third-Party Integrations $.links[docs]: creates-datadog',
      'DATADOG apiKey: datadog-api-key-shown',
      'Third-Party Integrations createdBy: creates-datadog',
      'Third-Party Integrations lastUpdated: creates-datadog',
      'PAGER_DUTY serviceKey: pager-duty-service-key-shown',
      'OPS_GENIE apiKey: ops-genie-api-key-shown',
      'VICTOR_OPS apiKey: victor-ops-api-key-shown',
      'WEBHOOK secret: webhook-secret-shown',
      'errorCode: error-integration-already-configured',
      'SLACK apiToken: slack-api-token-shown',
      '$.detail: error-missing-attribute',
      'status: error-invalid-attribute'
    ],
    whole: [
      'Third-Party Integrations $.links[docs]: creates-datadog',
      'Third-Party Integrations createdBy: creates-datadog',
      'Third-Party Integrations lastUpdated: creates-datadog',
      'PAGER_DUTY serviceKey: pager-duty-service-key-shown',
      'VICTOR_OPS apiKey: victor-ops-api-key-shown',
      'DATADOG apiKey: datadog-api-key-shown',
      'OPS_GENIE apiKey: ops-genie-api-key-shown',
      'WEBHOOK secret: webhook-secret-shown',
      'Alert Configurations $.notifications[].datadogApiKey: notifications-datadog-api-key-shown',
      'status: error-invalid-attribute',
      'Alert Configurations $.notifications[].serviceKey: notifications-service-key-shown',
      'Alert Configurations $.notifications[].opsGenieApiKey: notifications-ops-genie-api-key-shown',
      'Alert Configurations $.notifications[].victorOpsApiKey: notifications-victor-ops-api-key-shown',
      'Alert Configurations $.notifications[].apiToken: notifications-api-token-shown',
      'Alert Configurations $.notifications[].webhookSecret: notifications-webhook-secret-shown',
      'SLACK apiToken: slack-api-token-shown',
      'DATADOG_LOG_EXPORT apiKey: datadog-log-export-api-key-shown',
      'Metric Integrations $.headersRedacted[].value: creates-metric-integration-documented-fields',
      'errorCode: error-integration-already-configured',
      'status: error-invalid-enum-value',
      '$.detail: error-missing-attribute',
      'SPLUNK_LOG_EXPORT hecToken: splunk-log-export-hec-token-shown',
      'OTEL_LOG_EXPORT otelSuppliedHeaders[].value: otel-log-export-otel-supplied-headers-value-shown'
    ],
    change: proxied => {
      const changed = { ...proxied }
      for (const change of ALL) Object.assign(changed, change(changed))
      return changed
    }
  },
  'createdBy with an id': {
    own: ['Third-Party Integrations createdBy: creates-datadog'],
    change: ({ path, body }) =>
      isIntegrations(path)
        ? { body: mapIntegrations(body, own => ({ ...own, createdBy: `5e${String(own['id']).slice(2)}` })) }
        : {}
  },
  '502 once in fifty': { own: [], change: () => (++count % 50 === 25 ? { status: 502 } : {}) },
  'stale list once': {
    own: [],
    change({ method, path, body }) {
      if (method !== 'GET' || !LIST.test(path)) return {}
      const page = tryParseJson(body) as { results?: { id: string }[]; totalCount: number } | undefined
      const last = page?.results?.at(-1)
      if (!page?.results || !last || hidden.has(last.id) || hidden.size === MAX_HIDDEN) return {}
      hidden.add(last.id)
      return {
        body: JSON.stringify({ ...page, results: page.results.slice(0, -1), totalCount: page.totalCount - 1 })
      }
    }
  },
  'pages of two': {
    own: ['itemsPerPage: lists-100-default'],
    change({ path, body }) {
      const page = tryParseJson(body) as
        | { links?: { href: string; rel: string }[]; results?: unknown[] }
        | undefined
      if (!isIntegrations(path) || !page?.results || /itemsPerPage/.test(path)) return {}
      const links = (page.links ?? []).map(link =>
        link.rel === 'self'
          ? { ...link, href: link.href.replace('itemsPerPage=100', 'itemsPerPage=2') }
          : link
      )
      const self = links.find(({ rel }) => rel === 'self')
      const next = { href: self?.href.replace('pageNum=1', 'pageNum=2'), rel: 'next' }
      const hasMore = page.results.length > 2
      return {
        body: JSON.stringify({
          ...page,
          links: hasMore ? [next, ...links] : links,
          results: page.results.slice(0, 2)
        })
      }
    }
  },
  UUIDs: {
    own: ['Third-Party Integrations id: creates-datadog'],
    change: ({ path, body }) =>
      isIntegrations(path)
        ? { body: mapIntegrations(body, own => ({ ...own, id: uuidOf(String(own['id'])) })) }
        : {}
  },
  'lastUpdated and a link': {
    own: [
      'Third-Party Integrations $.links[docs]: creates-datadog',
      'Third-Party Integrations lastUpdated: creates-datadog'
    ],
    change({ path, body }) {
      if (!isIntegrations(path)) return {}
      const changed = mapIntegrations(body, own => ({ ...own, lastUpdated: '2026-01-01T00:00:00Z' }))
      const page = tryParseJson(changed) as { links?: unknown[] } | undefined
      if (!page?.links) return { body: changed }
      return {
        body: JSON.stringify({
          ...page,
          links: [...page.links, { href: 'https://x.example/y', rel: 'docs' }]
        })
      }
    }
  },
  'other errors': {
    own: [
      'errorCode: error-integration-already-configured',
      '$.detail: error-missing-attribute',
      'status: error-invalid-attribute'
    ],
    whole: [
      'status: error-invalid-attribute',
      'errorCode: error-integration-already-configured',
      'status: error-invalid-enum-value',
      '$.detail: error-missing-attribute'
    ],
    change({ status, body }) {
      const changed = body
        .replace('"errorCode":"INTEGRATION_ALREADY_CONFIGURED"', '"errorCode":"DUPLICATE_INTEGRATION"')
        .replace(/"detail":"The required attribute (\w+) was not specified\."/, '"detail":"$1 is required."')
      const is422 = /"errorCode":"(INVALID_ATTRIBUTE|INVALID_ENUM_VALUE)"/.test(body)
      return { status: is422 && status === 400 ? 422 : status, body: changed }
    }
  },
  'a PUT without its key keeps it': {
    own: ['updateGroupIntegration status: rejects-update-datadog-without-key'],
    prepare: target =>
      target.changeRequests(({ method, path, body }) => {
        const isPut = method === 'PUT' && path.endsWith('/DATADOG') && body.startsWith('{')
        return isPut ? JSON.stringify({ apiKey: KEY32, ...(tryParseJson(body) as object) }) : body
      })
  },
  'a member of every error': {
    own: ['$.badRequestDetail: error-integration-already-configured'],
    whole: ['$.badRequestDetail: error-group-already-exists'],
    change: ({ status, body }) =>
      status >= 400 && body.startsWith('{"detail"')
        ? { body: body.replace(/}$/, ',"badRequestDetail":null}') }
        : {}
  },
  'MISSING_ATTRIBUTE is 422': {
    own: ['status: error-missing-attribute'],
    change: ({ status, body }) =>
      status === 400 && body.includes('"errorCode":"MISSING_ATTRIBUTE"') ? { status: 422 } : {}
  }
}

/** A new field and a link, another redaction, other errors, and 2 % of 5xx. */
const ALL: readonly Change[] = [
  ...['createdBy with an id', 'lastUpdated and a link', 'other errors'].flatMap(
    name => LIES[name]?.change ?? []
  ),
  ({ body }) => ({ body: body.replaceAll(/"\*{4,}(\w{4})"/g, '"****$1"') }),
  () => LIES['502 once in fifty']?.change?.({} as ProxiedResponse) ?? {}
]

const KEY32 = '0123456789abcdef0123456789abcdef'
const BODIES: Record<string, object> = {
  DATADOG: { type: 'DATADOG', apiKey: KEY32 },
  PAGER_DUTY: { type: 'PAGER_DUTY', serviceKey: KEY32 },
  OPS_GENIE: { type: 'OPS_GENIE', apiKey: '11111111-2222-4333-8444-55555555cafe' },
  VICTOR_OPS: { type: 'VICTOR_OPS', apiKey: '11111111-2222-4333-8444-55555555cafe' },
  SLACK: { type: 'SLACK', apiToken: 'xoxb-invented-token', channelName: 'alerts' },
  WEBHOOK: { type: 'WEBHOOK', url: 'https://receiver.example.com/x', secret: 'a-secret-of-mine' }
}

/** Records the calls of twenty tests. */
export async function recordTests(): Promise<Recording> {
  const recording = new Recording()
  const list = inProject('/integrations')
  for (const [type, body] of Object.entries(BODIES)) {
    const path = `${list}/${type}`
    await recording.page(`creates ${type}`)
    await recording.call('POST', path, body)
    await recording.call('GET', list)
    await recording.call('GET', path)
    await recording.page(`creates ${type} twice`)
    await recording.call('POST', path, body)
    await recording.call('POST', path, body)
    await recording.call('DELETE', path)
    await recording.call('GET', path)
    await recording.page(`updates ${type}`)
    await recording.call('POST', path, body)
    await recording.call('PUT', path, body)
    await recording.call('GET', path)
    await recording.call('POST', path, { type })
    await recording.call('PUT', path, { ...body, foo: 1 })
  }
  await recording.page('updates without a key')
  await recording.call('POST', `${list}/DATADOG`, BODIES['DATADOG'])
  await recording.call('PUT', `${list}/DATADOG`, { type: 'DATADOG', region: 'EU' })
  await recording.call('GET', `${list}/DATADOG`)
  await recording.page('a type in lower case')
  await recording.call('POST', `${list}/datadog`, BODIES['DATADOG'])
  await recording.call('GET', list)
  await recording.call('GET', `${list}/DATADOG`)
  await recording.page('lists all')
  for (const [type, body] of Object.entries(BODIES)) await recording.call('POST', `${list}/${type}`, body)
  await recording.call('GET', list)
  await recording.page('uses an id')
  const { results } = (await recording.call('POST', `${list}/PAGER_DUTY`, BODIES['PAGER_DUTY'])) as {
    results: { id: string }[]
  }
  const { id } = await recording.call('POST', inProject('/alertConfigs'), {
    eventTypeName: 'NO_PRIMARY',
    notifications: [{ typeName: 'PAGER_DUTY', integrationId: results[0]?.id, intervalMin: 5, delayMin: 0 }]
  })
  await recording.call('GET', inProject(`/alertConfigs/${id}`))
  await recording.call('DELETE', inProject(`/alertConfigs/${id}`))
  return recording
}
