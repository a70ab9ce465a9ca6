import { create } from 'zustand'
import type { RecordedRequest } from '../../../../types/wire.d.ts'

type Requests = readonly RecordedRequest[]

/** The first digit of a status code, or no response. */
export const STATUS_CLASSES = ['2', '4', '5', 'none'] as const

/** Which requests are shown. Null: any. */
export interface Filter {
  /** Words that must all occur. */
  text: string
  status: string | null
  errorCode: string | null
  /** Public key or client id. */
  identity: string | null
  /** Id of the sandbox. */
  sandbox: string | null
  type: string | null
  /** Whether challenges that a client has answered are shown. */
  hasChallenges: boolean
}

export const NO_FILTER: Filter = {
  text: '',
  status: null,
  errorCode: null,
  identity: null,
  sandbox: null,
  type: null,
  hasChallenges: false
}

/** The filter, kept while another view is open. */
export const useFilter = create<Filter>()(() => NO_FILTER)

/** Returns the matching requests, in their order. */
export function filterRequests(requests: Requests, filter: Filter): Requests {
  const hidden = filter.hasChallenges ? undefined : answeredChallenges(requests)
  return requests.filter(request => !hidden?.has(request.id) && matches(request, filter))
}

export function isFiltering(filter: Filter): boolean {
  return Object.entries(NO_FILTER).some(([name, value]) => filter[name as keyof Filter] !== value)
}

/**
 * Returns the ids of Digest challenges, each with the id of the retry. A challenge without a retry is not among them:
 * its client sent no credentials, which is worth seeing.
 *
 * @param requests the oldest first
 */
export function answeredChallenges(requests: Requests): ReadonlyMap<number, number> {
  const answered = new Map<number, number>()
  const open = new Map<string, number[]>()
  for (const request of requests) {
    const key = callOf(request)
    if (isChallenged(request)) open.set(key, [...(open.get(key) ?? []), request.id])
    else if (request.authentication.scheme === 'digest') {
      const challenge = open.get(key)?.pop()
      if (challenge !== undefined) answered.set(challenge, request.id)
    }
  }
  return answered
}

/** Returns the nearest requests of a list before and after an id, which the list need not contain. */
export function neighbours(requests: Requests, id: number): { newer?: number; older?: number } {
  const newer = requests.find(request => request.id > id)
  const older = requests.findLast(request => request.id < id)
  return { ...(newer && { newer: newer.id }), ...(older && { older: older.id }) }
}

/** Returns the values that requests can be filtered by, sorted. */
export function choicesOf(requests: Requests): Record<'errorCode' | 'identity' | 'type', readonly string[]> {
  const sorted = (values: Iterable<string | null | undefined>) =>
    [...new Set(values)].filter(value => value != null).sort()
  return {
    errorCode: sorted(requests.map(({ answer }) => answer?.errorCode)),
    identity: sorted(requests.map(({ principal }) => principal?.id)),
    type: sorted(requests.map(({ integrationType }) => integrationType))
  }
}

function isChallenged({ authentication, answer, fault }: RecordedRequest): boolean {
  const { scheme, outcome } = authentication
  return scheme === 'none' && outcome === 'refused' && answer?.status === 401 && fault === null
}

/** Returns what a challenge and its retry have in common. */
function callOf({ address, request }: RecordedRequest): string {
  return JSON.stringify([address, request.headers['user-agent'], request.method, request.url])
}

function matches(request: RecordedRequest, filter: Filter): boolean {
  const { answer, principal, organization, integrationType } = request
  const pairs = [
    [filter.status, answer ? String(answer.status).slice(0, 1) : 'none'],
    [filter.errorCode, answer?.errorCode],
    [filter.identity, principal?.id],
    [filter.sandbox, organization],
    [filter.type, integrationType]
  ]
  return (
    pairs.every(([expected, actual]) => expected === null || expected === actual) && hasWords(request, filter)
  )
}

function hasWords({ id, request, operation, answer, reason }: RecordedRequest, { text }: Filter): boolean {
  if (text.trim() === '') return true
  const { method, url } = request
  const facts = [`#${id}`, method, url, operation, answer?.status, answer?.errorCode, reason?.code]
  const searched = facts.join(' ').toLowerCase()
  return text
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every(word => searched.includes(word))
}
