import type { Caller } from './callers.ts'
import type { Draft } from './corpus.ts'
import { mutate } from './mutate.ts'
import { OPTIONS } from './options.ts'
import { Random } from './random.ts'
import { type Outcome, Wire } from './wire.ts'

/** Ids that replace the placeholders of drafts. */
export type Ids = Readonly<Record<'project' | 'other' | 'org' | 'sandbox', string>>

export interface Sent {
  caller: string
  request: Draft
  outcome: Outcome
}

export interface FuzzOptions {
  port: number
  seed: number
  drafts: readonly Draft[]
  callers: readonly Caller[]
  ids: Ids
  /** Called after each request. */
  check(sent: Sent, place: number): Promise<void>
}

/** Milliseconds after which a caller closes the connection of a waiting request. */
const SHORT_PATIENCE = 50

/** Paths that may leave a request without a response. */
const MAY_WAIT = /\/requests\/(?:wait|stream)/

/** Sends the requests at some positions in order; seed and position determine each. */
export async function fuzz(options: FuzzOptions, places: Iterable<number>): Promise<void> {
  const wire = new Wire(options.port)
  for (const place of places) await sendOne(options, wire, place)
  wire.close()
}

async function sendOne({ seed, drafts, callers, ids, check }: FuzzOptions, wire: Wire, place: number) {
  const random = new Random(seed, place)
  const request = fill(mutate(random.pick(drafts), random), ids)
  const caller = random.pick(callers)
  const authorization = await caller.authorize(wire, request)
  if (authorization !== undefined && !request.headers.some(([name]) => name === 'Authorization')) {
    request.headers.push(['Authorization', authorization])
  }
  const outcome = await wire.send(textOf(request), {
    isHead: request.method === 'HEAD',
    isStream: request.target.includes('/requests/stream'),
    ...(MAY_WAIT.test(request.target) && { patience: SHORT_PATIENCE })
  })
  // After such a request, Node.js does not report a malformed one on the same connection.
  if (request.headers.some(([name]) => name === 'Upgrade')) wire.close()
  await check({ caller: caller.name, request, outcome }, place)
}

/** Returns whether the outcome is acceptable: no 5xx and no missing response. */
export function isGood({ request, outcome }: Sent): boolean {
  switch (outcome.kind) {
    case 'answer':
      return outcome.status < 500
    case 'silent':
      return MAY_WAIT.test(request.target)
    case 'closed':
      return false
  }
}

/** Returns the bytes of a request in Latin-1. */
export function textOf({ method, target, headers, body }: Draft): string {
  const named = new Set(headers.map(([name]) => name.toLowerCase()))
  const all = [
    ...(named.has('host') ? [] : [['Host', 'localhost']]),
    ...headers,
    ...(body === undefined ? [] : [['Content-Length', String(body.length)]])
  ]
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`
}

/** Describes a failed request, with what is needed to send it again. */
export function describe(sent: Sent, seed: number, place: number): string {
  const bytes = Buffer.from(textOf(sent.request), 'latin1').toString('base64')
  const variables = `ROBUST_SEED=${seed} ROBUST_REQUESTS=${OPTIONS.requests} ROBUST_PLACE=${place}`
  const again = `${variables} npx tap test/robust/fuzz.robust.ts`
  return `${sent.caller}: ${sent.request.method} ${sent.request.target.slice(0, 200)}\n  again: ${again}\n  bytes: ${bytes.slice(0, 4000)}`
}

/** Replaces the placeholders of a draft. */
export function fill(draft: Draft, ids: Ids): Draft {
  const put = (text: string) =>
    text.replace(/\{(project|other|org|sandbox)\}/g, (_, name: keyof Ids) => ids[name])
  return {
    ...draft,
    target: put(draft.target),
    body: draft.body === undefined ? undefined : put(draft.body)
  }
}
