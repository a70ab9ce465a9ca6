// Says which calls can be compared with a service.

import type { NotCompared, RecordedCall } from '../../../types/calls.d.ts'
import { asObject, tryParseJson } from '../../base/json.ts'
import type { PageCalls } from './read.ts'

/** Why a call cannot be compared with a service, as far as its file shows. */
export type WhyNotCompared = NotCompared | 'outside a project' | 'too many projects'

/** Maximum number of projects of a comparison at a time; an organization can have 250 (documented). */
export const MAX_PROJECTS = 50

/** The same in words. */
export const WHY_NOT_COMPARED: Readonly<Record<WhyNotCompared, string>> = {
  fault: 'a fault changed the response',
  stub: 'a stub sent the response',
  prefer: 'the header Prefer forced the response',
  credentials: "the response depends on the caller's credentials",
  'other projects': 'the response lists what the caller may see',
  'body missing': 'the body is not fully known',
  'not covered': 'the mock does not implement the request',
  transient: '429, 5xx or no response',
  'outside a project': 'not a request within a project of the test',
  'too many projects': `the test uses more than ${MAX_PROJECTS} projects`
}

/** Request headers that affect the response. Others identify the caller or a connection. */
export const RECORDED_HEADERS = ['accept', 'content-type', 'prefer']

/** The parts of a request that decide which projects it affects. */
interface ScopedRequest {
  method: string
  /** Path and query. */
  path: string
  body: unknown
}

/**
 * Returns why the calls of a page cannot be compared; null: nothing in the file prevents it. A replay creates the
 * projects of the page, and sends only requests within them.
 */
export function whyNotCompared({ page, calls }: PageCalls): (WhyNotCompared | null)[] {
  const { id: orgId, projects = [] } = page._state ?? {}
  const used = new Set(calls.map(call => splitPath(targetOf(call)).projectId))
  const ids = projects.map(({ id }) => id)
  const names = projects.flatMap(({ id, name }) => (used.has(id) ? name : []))
  /** Projects that the replay has, and those that would be too many. */
  let count = names.length
  const omitted = new Set<unknown>(count > MAX_PROJECTS ? ids : [])
  return calls.map(call => {
    const { response, _mock: facts } = call
    const request = { method: call.request.method, path: targetOf(call), body: bodyOf(call) }
    const { name, orgId: owner } = asObject(request.body) ?? {}
    const isAccepted = response.status < 300
    const isNamed = typeof name === 'string'
    const isOwnProject = isChangeOf(request, ids)
    let projectId: unknown = splitPath(request.path).projectId
    if (isAccepted && facts.executed && isNamed && (isCreation(request) || isOwnProject)) {
      if (!isOwnProject) {
        projectId = asObject(tryParseJson(response.content.text))?.['id']
        if (++count > MAX_PROJECTS) omitted.add(projectId)
        else ids.push(String(projectId))
      }
      names.push(name)
    }
    if (facts.notCompared) return facts.notCompared
    if (omitted.has(projectId)) return 'too many projects'
    const isWithinOwn = isCreation(request)
      ? owner === orgId && isNamed && (isAccepted || names.includes(name))
      : isWithinProjects(request.method, request.path, ids) ||
        (isOwnProject && (isAccepted || name === undefined))
    return isWithinOwn ? null : 'outside a project'
  })
}

/** Returns whether a request deletes or changes one of the projects itself. */
function isChangeOf({ method, path, body }: ScopedRequest, ids: readonly string[]): boolean {
  const isChange = method === 'DELETE' || (method === 'PATCH' && asObject(body) !== undefined)
  return isChange && isOfProject(path) && ids.includes(splitPath(path).projectId ?? '')
}

/** Returns path and query of a call; an empty text if its URL is invalid. */
export function targetOf({ request }: RecordedCall): string {
  const [, target = ''] = /^https?:\/\/[\w.:[\]-]+(\/[^#\s]*)/i.exec(request.url) ?? []
  return target.replace(/[^!-~]/g, character => encodeURI(character.toWellFormed()))
}

function bodyOf({ request: { postData } }: RecordedCall): unknown {
  return postData && tryParseJson(postData.text)
}

/** Returns the parts of a path, without query, that names a project; the resource of the project itself is empty. */
export function splitPath(path: string) {
  const [address = ''] = path.split('?')
  const [, projectId, resource = '', item = ''] =
    /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/([^/]+)\/?([^/]*)\/?(.*)$/.exec(address) ?? []
  return { address, projectId, resource, item }
}

/** Returns whether a request creates a project. Other parameters may give it another owner, or hide its id. */
export function isCreation({ method, path }: Pick<ScopedRequest, 'method' | 'path'>): boolean {
  return method === 'POST' && /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/?(?:\?pretty=\w*)?$/.test(path)
}

/** Returns whether a request affects only the given projects, and does not change these themselves. */
export function isWithinProjects(method: string, path: string, projectIds: readonly string[]): boolean {
  const { address, projectId = '', resource } = splitPath(path)
  const isRead = method === 'GET' || method === 'HEAD'
  return isPlain(address) && projectIds.includes(projectId) && (resource !== '' || isRead)
}

/** Returns whether a path is that of a project itself. */
export function isOfProject(path: string): boolean {
  const { address, projectId, resource, item } = splitPath(path)
  return isPlain(address) && projectId !== undefined && resource === '' && item === ''
}

/** Returns whether every server reads a path as it is written: servers differ in what they decode and normalize. */
function isPlain(address: string): boolean {
  // A block of an access list has a slash.
  const decoded = address.replace(/(\/accessList\/[\da-f.:]+)%2F(?=\d+(\/|$))/i, '$1/')
  return !/\/\/|\/\.|[\\;]|%(?:2[ef]|5c|3b|00)/i.test(decoded)
}
