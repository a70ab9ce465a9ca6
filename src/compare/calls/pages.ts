import type { RecordedCall, RecordedPage } from '../../../types/calls.d.ts'
import type { PageCalls } from '../../calls/read.ts'
import { behaviourOf } from '../../calls/rows.ts'
import { shapeOf } from '../../calls/text-stand-ins.ts'
import { readWords } from '../../calls/vocabulary.ts'
import { DOCUMENT_RESOURCES, type ProjectState } from '../../state/document.ts'
import { splitPath } from '../effects.ts'
import { toCall } from '../har/read.ts'
import { type Content, contentOf, type Page, type PageCall, type PageRequest } from '../page.ts'
import { FIXTURE_NAMES } from '../placeholders.ts'

/** A page, and how many recorded pages are equal to it. */
export interface CallsPage extends Page {
  title: string
  count: number
}

/** Returns the pages of files; one for all whose state and calls are equal but for ids and other stand-ins of one shape. */
export function pagesOfCalls(recorded: readonly PageCalls[]): CallsPage[] {
  const pages = new Map<string, CallsPage>()
  for (const { page, calls } of recorded) {
    const converted = toPage(page, calls)
    const key = keyOf(converted)
    const known = pages.get(key)
    if (known) known.count++
    else pages.set(key, converted)
  }
  return [...pages.values()]
}

function toPage(
  { title, _state: state, startedDateTime }: RecordedPage,
  calls: readonly RecordedCall[]
): CallsPage {
  const converted = calls.map(toPageCall)
  const parts = Map.groupBy(
    converted.map(({ path }) => splitPath(path)),
    ({ projectId }) => projectId
  )
  const projects = state?.projects?.filter(({ id }) => parts.has(id)) ?? []
  const { id: orgId, name } = state ?? { id: FIXTURE_NAMES.orgId, name: 'organization' }
  const usesLogs = converted.some(({ path }) => /\/orgs\/[^/]+\/logIntegrations/.test(path))
  const logs = usesLogs ? (state?.logIntegrations ?? []) : []
  return {
    title,
    source: 'calls',
    org: { id: orgId, name },
    projects: projects.map(project => ({ id: project.id, name: project.name })),
    contents: [
      ...projects.flatMap(project => {
        const used = parts.get(project.id)?.map(({ resource }) => resource)
        return [...contentsOf(project, new Set(used), startedDateTime)]
      }),
      ...logs.map(({ id, settings }) => contentOf('POST', `/orgs/${orgId}/logIntegrations`, settings, { id }))
    ],
    calls: converted,
    count: 1
  }
}

function toPageCall(entry: RecordedCall): PageCall {
  const { notCompared, executed, caller } = entry._mock
  return {
    ...toCall(entry),
    isAnonymous: caller === null,
    why: notCompared ?? undefined,
    isOmitted: notCompared !== null && !executed,
    behaviour: behaviourOf(entry._mock)
  }
}

/** Yields the requests that create what a project has of the resources that calls use. */
function* contentsOf(project: ProjectState, used: ReadonlySet<string>, start: string): Generator<Content> {
  const base = `/groups/${project.id}`
  const { tags, limits = {}, accessList = [] } = project
  if (used.has('') && tags) yield contentOf('PATCH', base, { tags })
  for (const resource of ['settings', 'maintenanceWindow'] as const) {
    const body = used.has(resource) && project[resource]
    if (body) yield contentOf('PATCH', `${base}/${resource}`, body)
  }
  for (const [name, value] of Object.entries(used.has('limits') ? limits : {})) {
    yield contentOf('PATCH', `${base}/limits/${name}`, { value })
  }
  if (used.has('managedSlowMs') && project.managedSlowMs === false) {
    yield contentOf('DELETE', `${base}/managedSlowMs/disable`)
  }
  const entries = accessList.filter(({ deleteAfterDate = start }) => deleteAfterDate >= start)
  if (used.has('accessList') && entries.length > 0) yield contentOf('POST', `${base}/accessList`, entries)
  // Alert configurations show the ids of integrations.
  const isShown = used.has('integrations') || used.has('alertConfigs')
  for (const { id, type, settings } of (isShown && project.integrations) || []) {
    yield contentOf('POST', `${base}/integrations/${encodeURIComponent(type)}`, settings, { id, type })
  }
  for (const resource of DOCUMENT_RESOURCES) {
    for (const { id, settings } of (used.has(resource) && project[resource]) || []) {
      yield contentOf('POST', `${base}/${resource}`, settings, { id })
    }
  }
}

/** Returns a text that is equal for pages with equal state and calls, whatever their stand-ins. */
function keyOf({ projects, contents, calls }: CallsPage): string {
  const words = readWords()
  const values = new Map<string, number>()
  const mask = (text: unknown = '') =>
    String(text).replace(/[\p{L}\p{N}_-]+/gu, word => {
      // Names of Atlas's own, and numbers without a stand-in.
      if (words.has(word) || /^([A-Z][A-Z0-9_]*|\d{1,6})$/.test(word)) return word
      const number = values.get(word) ?? values.size
      values.set(word, number)
      return `{${number} ${shapeOf(word)}}`
    })
  const requestOf = ({ method, path, headers, payload }: PageRequest) => [
    method,
    headers,
    mask(path),
    mask(payload)
  ]
  return JSON.stringify([
    projects.length,
    contents.map(requestOf),
    calls.map(call => {
      const { why, isOmitted, isAnonymous, isBodyMissing, recorded } = call
      return [...requestOf(call), why, isOmitted, isAnonymous, isBodyMissing, recorded?.status]
    })
  ])
}
