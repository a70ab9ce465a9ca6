import { useMemo } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { hrefOf, useParam } from '../data/route.ts'
import type { Row } from './rows.ts'

export const CHOICES = ['status', 'identity'] as const

export type Choice = (typeof CHOICES)[number]

/**
 * Which requests are shown, as in the page's address. `text`: words that must all occur; `reads`, `shown`: also the
 * page's own; `challenges`, `shown`: in rows of their own.
 */
export type Filter = Readonly<Record<'text' | Choice | 'reads' | 'challenges', string | undefined>>

/** Changes of the address that remove what the user has entered. */
export const NO_FILTER = { text: undefined, status: undefined, identity: undefined }

/** Returns the filter in the page's address. */
export function useFilter(): Filter {
  const text = useParam('text')
  const status = useParam('status')
  const identity = useParam('identity')
  const reads = useParam('reads')
  const challenges = useParam('challenges')
  return useMemo(
    () => ({ text, status, identity, reads, challenges }),
    [text, status, identity, reads, challenges]
  )
}

/** Returns the parameters of the page's address, with their question mark. */
export function searchOf(): string {
  return /\?.*/.exec(location.hash)?.[0] ?? ''
}

/** Opens a request, or the list, and keeps the parameters of the address. */
export function goToRequest(...id: readonly number[]): void {
  location.hash = hrefOf('requests', ...id.map(String)) + searchOf()
}

/** Returns the matching rows, in their order. @param nameOf returns the name of a project or organization */
export function filterRows(rows: readonly Row[], filter: Filter, nameOf: (id: string) => string) {
  const words = filter.text?.toLowerCase().split(/\s+/) ?? []
  return rows.filter(row => {
    const values = valuesOf(row.request)
    return (
      // Whoever looks for a fault must find all its hits.
      (!row.request.background || row.request.fault !== null || filter.reads !== undefined) &&
      CHOICES.every(name => filter[name] === undefined || filter[name] === values[name]) &&
      words.every(word => textOf(row, nameOf).includes(word))
    )
  })
}

/** Returns the values that rows can be filtered by, sorted. */
export function optionsOf(rows: readonly Row[], name: Choice): string[] {
  const values = new Set(rows.map(({ request }) => valuesOf(request)[name]))
  return [...values].filter(value => value !== undefined).sort()
}

/** Returns the values of a request. Status: the first digit, or `none` without a response. */
function valuesOf({ response, principal }: RecordedRequest): Record<Choice, string | undefined> {
  return { status: response ? String(response.status).slice(0, 1) : 'none', identity: principal?.id }
}

function textOf({ request, challenge }: Row, nameOf: (id: string) => string): string {
  const places = [request.project, request.organization].map(id => id && `${id} ${nameOf(id)}`)
  return `${recordedText(request)} ${challenge ? `#${challenge.id}` : ''} ${places.join(' ').toLowerCase()}`
}

/** Texts of requests, in lower case. Kept: bodies are long. */
const texts = new WeakMap<RecordedRequest, string>()

function recordedText(recorded: RecordedRequest): string {
  const known = texts.get(recorded)
  if (known !== undefined) return known
  const { id, request, response, principal } = recorded
  const { status, errorCode, body = null } = response ?? {}
  const bodies = [request.body, body].map(body => (body === null ? '' : JSON.stringify(body))).join(' ')
  const values = [`#${id}`, request.method, request.url, status, errorCode, principal?.id, bodies]
  const text = values.join(' ').toLowerCase()
  texts.set(recorded, text)
  return text
}
