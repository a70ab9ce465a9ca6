import type { RecordedRequest } from '../../../../types/wire.d.ts'

/** What of an answer's status is asked for: its first digit, or that no answer came. */
export const STATUS_CLASSES = ['2', '4', '5', 'none'] as const

export type StatusClass = (typeof STATUS_CLASSES)[number]

/** Which requests are shown; an empty text asks for nothing. */
export interface Filter {
  /** Words that must all be there. */
  text: string
  method: string
  status: StatusClass | ''
  caller: string
  /** Id of an organization. */
  organization: string
  isErrorsOnly: boolean
  /** Whether first halves of Digest calls are shown. */
  hasFirstHalves: boolean
}

export const NO_FILTER: Filter = {
  text: '',
  method: '',
  status: '',
  caller: '',
  organization: '',
  isErrorsOnly: false,
  hasFirstHalves: false
}

/** Requests that fit, and how many first halves of Digest calls were left out of them. */
export interface Filtered {
  requests: readonly RecordedRequest[]
  hidden: number
}

/** The requests that fit, in their order. */
export function filterRequests(
  requests: readonly RecordedRequest[],
  filter: Filter,
  nameOf: (id: string) => string | undefined = () => undefined
): Filtered {
  const fitting = requests.filter(request => fits(request, filter, nameOf))
  if (filter.hasFirstHalves) return { requests: fitting, hidden: 0 }
  const halves = firstHalves(requests)
  const shown = fitting.filter(({ id }) => !halves.has(id))
  return { requests: shown, hidden: fitting.length - shown.length }
}

/** Whether anything is asked for, other than which halves of a call are shown. */
export function isFiltering({ hasFirstHalves: _, ...filter }: Filter): boolean {
  return Object.values(filter).some(value => value !== '' && value !== false)
}

/**
 * First halves of Digest calls, each by its id with the id of its second half. A challenge that nobody answered is
 * none: its client sent no credentials, and that is worth seeing.
 *
 * @param requests the oldest first
 */
export function firstHalves(requests: readonly RecordedRequest[]): ReadonlyMap<number, number> {
  const halves = new Map<number, number>()
  const open = new Map<string, number[]>()
  for (const request of requests) {
    const key = callOf(request)
    if (isChallenged(request)) {
      const waiting = open.get(key) ?? []
      waiting.push(request.id)
      open.set(key, waiting)
    } else if (request.authentication.scheme === 'digest') {
      const first = open.get(key)?.pop()
      if (first !== undefined) halves.set(first, request.id)
    }
  }
  return halves
}

/** Whether a request came without credentials and was answered with a challenge. */
export function isChallenged({ authentication, answer, fault }: RecordedRequest): boolean {
  const { scheme, outcome } = authentication
  return scheme === 'none' && outcome === 'refused' && answer?.status === 401 && fault === null
}

/** What both halves of a call have in common. */
function callOf({ address, request }: RecordedRequest): string {
  return JSON.stringify([address, request.headers['user-agent'], request.method, request.url])
}

/** Whether an answer is an error; none at all is one too. */
export function isError({ answer }: RecordedRequest): boolean {
  return !answer || answer.status >= 400
}

/** What the requests can be narrowed to, sorted. */
export function choicesOf(requests: readonly RecordedRequest[]): {
  methods: readonly string[]
  callers: readonly string[]
  organizations: readonly string[]
} {
  const methods = new Set(requests.map(({ request }) => request.method))
  const callers = new Set(requests.flatMap(({ principal }) => principal?.id ?? []))
  const organizations = new Set(requests.flatMap(({ organization }) => organization ?? []))
  return {
    methods: [...methods].sort(),
    callers: [...callers].sort(),
    organizations: [...organizations].sort()
  }
}

function fits(request: RecordedRequest, filter: Filter, nameOf: (id: string) => string | undefined): boolean {
  const { text, method, status, caller, organization, isErrorsOnly } = filter
  return (
    (method === '' || request.request.method === method) &&
    (status === '' || classOf(request) === status) &&
    (caller === '' || request.principal?.id === caller) &&
    (organization === '' || request.organization === organization) &&
    (!isErrorsOnly || isError(request)) &&
    (text.trim() === '' || hasWords(request, text, nameOf))
  )
}

function classOf({ answer }: RecordedRequest): string {
  return answer ? String(answer.status).slice(0, 1) : 'none'
}

function hasWords(
  { id, request, operation, principal, integrationType, project, answer, fault, reason }: RecordedRequest,
  text: string,
  nameOf: (id: string) => string | undefined
): boolean {
  const facts = [
    `#${id}`,
    request.method,
    request.url,
    operation,
    principal?.id,
    integrationType,
    project && nameOf(project),
    answer?.status,
    answer?.errorCode,
    fault?.effect,
    reason?.code
  ]
  const haystack = facts.join(' ').toLowerCase()
  const words = text.toLowerCase().split(/\s+/)
  return words.every(word => haystack.includes(word))
}
