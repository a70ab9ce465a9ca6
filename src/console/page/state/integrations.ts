import { create } from 'zustand'
import type { Exchange } from '../atlas/exchange.ts'
import { keyOf } from '../atlas/identity.ts'
import { jsonOf } from '../atlas/json.ts'
import { useSession } from './session.ts'
import { createTurns } from './turns.ts'
import { type Action, perform } from './wire.ts'

/** An integration as Atlas answers it. */
export type Integration = Readonly<Record<string, unknown>> & { readonly type: string }

interface Listing {
  /** What it is a list of: project and identity. */
  of: string | undefined
  /** Up to which request of the journal it knows what other clients changed. */
  seen: number
  /** Whether what is shown was answered; else nothing is known of the project. */
  isKnown: boolean
  integrations: readonly Integration[]
  /** The exchange that gave no list. */
  failure: Exchange | undefined
}

/** The integrations of the chosen project, as the chosen identity gets them. */
export const useIntegrations = create<Listing>()(() => ({
  of: undefined,
  seen: 0,
  isKnown: false,
  integrations: [],
  failure: undefined
}))

/** Whether Atlas has answered: with the list, or that it gives none. */
export function isSettled({ isKnown, failure }: Pick<Listing, 'isKnown' | 'failure'>): boolean {
  return isKnown || failure !== undefined
}

/** Whether the list is that of the chosen project and identity, and knows of a change by another client. */
export function isListed(change: number): boolean {
  const { of, seen } = useIntegrations.getState()
  return of === wanted() && seen >= change
}

const takeTurn = createTurns()

/** Asks for the list anew. @param change id of the newest change by another client */
export async function loadIntegrations(change?: number): Promise<void> {
  const { groupId } = useSession.getState()
  const of = wanted()
  if (of === undefined || groupId === undefined) return
  const { of: last, seen } = useIntegrations.getState()
  useIntegrations.setState({
    of,
    seen: change ?? seen,
    ...(of !== last && { isKnown: false, integrations: [], failure: undefined })
  })
  const isNewest = takeTurn()
  const action = await perform({ operation: 'list', groupId })
  if (action && isNewest() && wanted() === of) take(action)
}

/** Asks for the list anew if there is one: it may be another by now. */
export async function reloadIntegrations(): Promise<void> {
  if (useIntegrations.getState().of !== undefined) await loadIntegrations(0)
}

/** What there is to list; undefined while it is not chosen, or while a project's id is being typed. */
function wanted(): string | undefined {
  const { groupId, identity } = useSession.getState()
  if (!identity || groupId === undefined || !/^[0-9a-f]{24}$/i.test(groupId)) return undefined
  return `${groupId} ${keyOf(identity)}`
}

/** Creates (POST) or replaces (PUT); the answer is the list. */
export async function saveIntegration(
  operation: 'create' | 'replace',
  type: string,
  body: Readonly<Record<string, unknown>>
): Promise<Action | undefined> {
  const { groupId } = useSession.getState()
  if (groupId === undefined) return undefined
  const of = wanted()
  const isNewest = takeTurn()
  const action = await perform({ operation, groupId, type, body })
  // The user may have gone on to another project: then this is not its list.
  if (!action || of !== wanted()) return action
  const status = action.last.answer?.status
  if (status === 200 && isNewest()) take(action)
  // Of a lost answer nothing is known, nor which came last where a list was asked for in between. And a refusal
  // is no list, but it took the turn of one that was on its way.
  else if (status === undefined || status === 200 || !isSettled(useIntegrations.getState()))
    await loadIntegrations()
  return action
}

export async function deleteIntegration(type: string): Promise<Action | undefined> {
  const { groupId } = useSession.getState()
  if (groupId === undefined) return undefined
  const action = await perform({ operation: 'delete', groupId, type })
  if (!action?.last.answer || action.last.answer.status < 300) await loadIntegrations()
  return action
}

function take({ last }: Action): void {
  const { status, body } = last.answer ?? { status: 0, body: '' }
  const list = jsonOf(body) as { results?: readonly Integration[] } | undefined
  if (status === 200 && Array.isArray(list?.results)) {
    useIntegrations.setState({ isKnown: true, integrations: list.results, failure: undefined })
  } else useIntegrations.setState({ isKnown: false, integrations: [], failure: last })
}
