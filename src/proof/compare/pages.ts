// Makes pages to replay of recorded calls.

import type { RecordedCall, RecordedPage } from '../../../types/calls.d.ts'
import { OPERATION_ROWS } from '../../atlas/atlas-operation.ts'
import { versionedType } from '../../atlas/body.ts'
import { asObject, tryParseJson } from '../../base/json.ts'
import { type DocumentField, documentsOf } from '../../catalogue/vocabulary.ts'
import type { HeaderList } from '../../client/atlas-client.ts'
import { createRegistry, type Registry, readTypeFiles } from '../../integrations/registry.ts'
import { secretSchema } from '../../journal/bodies.ts'
import { MIN_SEARCHED, Secrets } from '../../journal/hide.ts'
import type { ProjectState } from '../../state/document.ts'
import { behaviourRow } from '../calls/evidence-report.ts'
import type { PageCalls } from '../calls/read.ts'
import { RECORDED_HEADERS, splitPath, targetOf, type WhyNotCompared, whyNotCompared } from '../calls/scope.ts'
import type { Skipped } from './comparison-report.ts'
import { operationOf } from './effects.ts'
import type { Basis } from './findings.ts'
import { FIXTURE_NAMES, inJson, OBJECT_IDS } from './placeholders.ts'
import type { ServiceReply } from './transport.ts'

/** A request with the ids and names of its source. */
export interface PageRequest {
  method: string
  /** Path and query. */
  path: string
  headers: HeaderList
  payload: Buffer | string | undefined
}

/** A request that creates a part of the state before the first call. */
export interface Content extends PageRequest {
  /** The id in the source of what it creates. */
  id?: string
  /** The type of the integration that it creates. */
  type?: string
}

/** A call to replay and to compare. */
export interface PageCall extends PageRequest {
  isAnonymous?: boolean
  /** Of `fixtures/exchanges/`: it may name what the mock does not know, and create a project. */
  isFixture?: true
  /** It prepares the last call: only its status is compared, and the next call is sent only if it succeeds. */
  isSetup?: boolean
  /** Why its response is not compared. */
  why?: Skipped['why'] | undefined
  isOmitted?: boolean
  /** The response of the source. */
  recorded?: ServiceReply
  /** The host in the links of the source. */
  host?: string
  integrationType?: string | null
  /** The row of the ledger with the behaviour. */
  behaviour?: Basis | undefined
}

/** Calls on one organization that depend on each other. */
export interface Page {
  /** Of the tests or the exchange that it is made of. */
  titles: string[]
  /**
   * Of an exchange: ids of the service without a counterpart get numbers, addresses in the calls are the ledger's, and
   * one mock replays all such pages.
   */
  isOfLedger?: true
  org: { id: string; name: string }
  /** Projects that exist before the first call. */
  projects: readonly { id: string; name: string }[]
  contents: readonly Content[]
  calls: readonly PageCall[]
  /** Returns a text without the secrets that its requests contain; redacted values stay. */
  hide(text: string): string
}

/** Returns the fields in the bodies of requests, as type and field. */
export function fieldsIn(requests: readonly PageRequest[]): Set<string> {
  const names = requests.flatMap(({ path, payload }) => {
    const body = asObject(tryParseJson(String(payload))) ?? {}
    const [, named] = /\/integrations\/(\w+)/.exec(path) ?? []
    return Object.keys(body).map(name => `${body['type'] ?? named}/${name}`)
  })
  return new Set(names)
}

/** Selects a version of every operation: each accepts a date after its own. */
export const VERSIONED = versionedType('2025-03-12')

const HEADERS = ['Accept', 'Content-Type'].map(name => [name, VERSIONED] as const)

/** Returns a request on the Atlas API. @param path below `/api/atlas/v2` */
function contentOf(
  method: string,
  path: string,
  body?: object,
  created?: Pick<Content, 'id' | 'type'>
): Content {
  // The service chooses the ids of notifiers, and rejects null.
  const sent = (name: string, value: unknown) => (name === 'notifierId' || value === null ? undefined : value)
  const payload = body && JSON.stringify(body, sent)
  return { method, path: `/api/atlas/v2${path}`, headers: HEADERS, payload, ...created }
}

/** Returns the pages of files; one for all whose state and calls are equal but for ids. */
export function pagesOfCalls(recorded: readonly PageCalls[]): Page[] {
  const registry = createRegistry(readTypeFiles())
  const pages = new Map<string, Page>()
  for (const { page, calls } of recorded) {
    const whys = whyNotCompared({ page, calls })
    const converted = toPage(
      page,
      calls.map((call, at) => toPageCall(call, whys[at] ?? null)),
      registry
    )
    const key = keyOf(converted)
    const known = pages.get(key)
    if (known) known.titles.push(page.title)
    else pages.set(key, converted)
  }
  return [...pages.values()]
}

function toPage(
  { title, _state: state, startedDateTime }: RecordedPage,
  converted: readonly PageCall[],
  registry: Registry
): Page {
  const parts = Map.groupBy(
    converted.map(({ path }) => splitPath(path)),
    ({ projectId }) => projectId
  )
  const projects = state?.projects?.filter(({ id }) => parts.has(id)) ?? []
  const { id: orgId, name } = state ?? { id: FIXTURE_NAMES.orgId, name: 'organization' }
  const used = new Set(converted.map(({ path }) => /\/orgs\/[^/]+\/(\w+)/.exec(path)?.[1]))
  const documents = documentsOf('organization').filter(({ field }) => used.has(field))
  const contents = [
    ...projects.flatMap(project => {
      const used = parts.get(project.id)?.map(({ resource }) => resource)
      return [...contentsOf(project, new Set(used), startedDateTime)]
    }),
    ...documents.flatMap(({ field }) =>
      (state?.[field] ?? []).map(({ id, settings }) =>
        contentOf('POST', `/orgs/${orgId}/${field}`, settings, { id })
      )
    )
  ]
  const secrets = secretsIn([...contents, ...converted], registry)
  return {
    titles: [title],
    org: { id: orgId, name },
    projects: projects.map(project => ({ id: project.id, name: project.name })),
    contents,
    calls: converted,
    hide: text => hideSent(text, secrets)
  }
}

/** Returns the secrets in the bodies of requests, the longest first, because one may contain another. */
function secretsIn(requests: readonly PageRequest[], registry: Registry): string[] {
  const secrets = new Secrets()
  for (const { method, path, headers, payload } of requests) {
    const content = OPERATION_ROWS[operationOf(method, path) ?? '']?.content
    secrets.url(path)
    secrets.body(payload?.toString(), Object.fromEntries(headers), secretSchema(registry, content))
  }
  return [...secrets.values].sort((a, b) => b.length - a.length)
}

/** Replaces secrets in a JSON value, which may be a text that is JSON itself; short ones only as a whole text. */
function hideSent(json: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => {
    if (secret.length < MIN_SEARCHED) return text.replaceAll(JSON.stringify(secret), JSON.stringify(SENT))
    return [secret, inJson(secret), inJson(inJson(secret))].reduce(
      (rest, form) => rest.replaceAll(form, SENT),
      text
    )
  }, json)
}

const SENT = '(the value sent)'

/** Returns the call of an entry; its path is empty if the URL is invalid. */
function toPageCall(recorded: RecordedCall, why: WhyNotCompared | null): PageCall {
  const { request, response, _mock: facts } = recorded
  const { executed, caller, integrationType } = facts
  const [, host = ''] = /^https?:\/\/([\w.:[\]-]+)/i.exec(request.url) ?? []
  return {
    method: request.method,
    path: targetOf(recorded),
    headers: request.headers
      .map(({ name, value }) => [name.toLowerCase(), value] as const)
      .filter(([name, value]) => RECORDED_HEADERS.includes(name) && /^[\t -~]*$/.test(value)),
    payload: request.postData?.text,
    host,
    recorded: {
      status: response.status,
      reason: response.statusText || undefined,
      headers: response.headers.map(({ name, value }) => [name, value]),
      body: response.content.text
    },
    isAnonymous: caller === null,
    why: why ?? undefined,
    isOmitted: why === 'outside a project' || why === 'too many projects' || (why !== null && !executed),
    integrationType,
    behaviour: behaviourRow(recorded)
  }
}

/** The fields of a project that its creation sets, or that a comparison does not depend on. */
type CreatedField = 'id' | 'name' | 'created' | 'withDefaultAlertsSettings' | 'regionUsageRestrictions'

/** The requests that create each other field except documents. @param base path of the project */
const REQUESTS: Readonly<
  Record<
    Exclude<keyof ProjectState, CreatedField | DocumentField>,
    (project: ProjectState, base: string, start: string) => Content[]
  >
> = {
  tags: ({ tags }, base) => (tags ? [contentOf('PATCH', base, { tags })] : []),
  settings: ({ settings }, base) => (settings ? [contentOf('PATCH', `${base}/settings`, settings)] : []),
  maintenanceWindow: ({ maintenanceWindow: window }, base) =>
    window ? [contentOf('PATCH', `${base}/maintenanceWindow`, window)] : [],
  limits: ({ limits = {} }, base) =>
    Object.entries(limits).map(([name, value]) => contentOf('PATCH', `${base}/limits/${name}`, { value })),
  managedSlowMs: ({ managedSlowMs }, base) =>
    managedSlowMs === false ? [contentOf('DELETE', `${base}/managedSlowMs/disable`)] : [],
  accessList({ accessList = [] }, base, start) {
    const entries = accessList.filter(({ deleteAfterDate = start }) => deleteAfterDate >= start)
    return entries.length > 0 ? [contentOf('POST', `${base}/accessList`, entries)] : []
  },
  integrations: ({ integrations = [] }, base) =>
    integrations.map(({ id, type, settings }) =>
      contentOf('POST', `${base}/integrations/${encodeURIComponent(type)}`, settings, { id, type })
    )
}

/** Yields the requests that create what a project has of the resources that calls use. */
function* contentsOf(project: ProjectState, used: ReadonlySet<string>, start: string): Generator<Content> {
  const base = `/groups/${project.id}`
  const isUsed = (field: string) =>
    used.has(field === 'tags' ? '' : field) ||
    // Alert configurations show the ids of integrations.
    (field === 'integrations' && used.has('alertConfigs'))
  for (const [field, requestsOf] of Object.entries(REQUESTS)) {
    if (isUsed(field)) yield* requestsOf(project, base, start)
  }
  for (const { field } of documentsOf('project')) {
    for (const { id, settings } of (isUsed(field) && project[field]) || []) {
      yield contentOf('POST', `${base}/${field}`, settings, { id })
    }
  }
}

/** Returns a text that is equal for pages with equal state and calls, whatever their ids. */
function keyOf({ projects, contents, calls }: Page): string {
  const requestOf = ({ method, path, headers, payload }: PageRequest) => [method, path, headers, payload]
  const text = JSON.stringify([
    projects.length,
    contents.map(requestOf),
    calls.map(call => {
      const { why, isOmitted, isAnonymous, recorded } = call
      return [requestOf(call), why, isOmitted, isAnonymous, recorded?.status]
    })
  ])
  const numbers = new Map<string, number>()
  return text.replace(OBJECT_IDS, id => {
    if (!numbers.has(id)) numbers.set(id, numbers.size)
    return `{${numbers.get(id)}}`
  })
}
