import type { RecordedRequest } from '../../../../types/wire.d.ts'

type Requests = readonly RecordedRequest[]

export const CHOICES = ['status', 'errorCode', 'identity', 'sandbox', 'type'] as const

export type Choice = (typeof CHOICES)[number]

/** Conditions for a request to be shown. `text`: words that must all occur; null: any value. */
export type Filter = { text: string } & Record<Choice, string | null>

export const NO_FILTER: Filter = {
  text: '',
  status: null,
  errorCode: null,
  identity: null,
  sandbox: null,
  type: null
}

/** Returns the matching requests, in their order. */
export function filterRequests(requests: Requests, filter: Filter): Requests {
  const words = filter.text.toLowerCase().split(/\s+/)
  return requests.filter(request => {
    const values = valuesOf(request)
    const isChosen = CHOICES.every(name => filter[name] === null || filter[name] === values[name])
    return isChosen && words.every(word => textOf(request).includes(word))
  })
}

/** Returns the values that requests can be filtered by, sorted. */
export function optionsOf(requests: Requests, name: Choice): string[] {
  const values = new Set(requests.map(request => valuesOf(request)[name]))
  return [...values].filter(value => value !== null).sort()
}

/** Returns the values of a request. Status: the first digit, or `none` without a response. */
function valuesOf({ response, principal, organization, integrationType }: RecordedRequest) {
  return {
    status: response ? String(response.status).slice(0, 1) : 'none',
    errorCode: response?.errorCode ?? null,
    identity: principal?.id ?? null,
    sandbox: organization,
    type: integrationType
  } satisfies Record<Choice, string | null>
}

function textOf({ id, request: { method, url }, response }: RecordedRequest): string {
  return `#${id} ${method} ${url} ${response?.status} ${response?.errorCode}`.toLowerCase()
}
