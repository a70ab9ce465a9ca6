import { create } from 'zustand'
import { type Exchange, jsonOf } from '../atlas/exchange.ts'
import { useSession } from './session.ts'
import { type Action, perform } from './wire.ts'

/** An integration as Atlas answers it. */
export type Integration = Readonly<Record<string, unknown>> & { readonly type: string }

interface Listing {
  /** What it is a list of: project and identity. */
  of: string | undefined
  /** Up to which request of the journal it knows what other clients changed. */
  seen: number
  isLoading: boolean
  integrations: readonly Integration[]
  /** The exchange that gave no list. */
  failure: Exchange | undefined
}

/** The integrations of the chosen project, as the chosen identity gets them. */
export const useIntegrations = create<Listing>()(() => ({
  of: undefined,
  seen: 0,
  isLoading: false,
  integrations: [],
  failure: undefined
}))

/** Whether the list is that of the chosen project and identity, and knows of a change by another client. */
export function isListed(change: number): boolean {
  const { of, seen } = useIntegrations.getState()
  return of === wanted() && seen >= change
}

/** Asks for the list anew. @param change id of the newest change by another client */
export async function loadIntegrations(change?: number): Promise<void> {
  const { groupId } = useSession.getState()
  const of = wanted()
  if (of === undefined || groupId === undefined) return
  const { of: last, seen } = useIntegrations.getState()
  useIntegrations.setState({
    of,
    seen: change ?? seen,
    isLoading: true,
    ...(of !== last && { integrations: [], failure: undefined })
  })
  const action = await perform({ operation: 'list', groupId })
  if (useIntegrations.getState().of === of && action) take(action)
}

/** What there is to list; undefined while it is not chosen, or while a project's id is being typed. */
function wanted(): string | undefined {
  const { groupId, identity } = useSession.getState()
  if (!identity || groupId === undefined || !/^[0-9a-f]{24}$/i.test(groupId)) return undefined
  return `${groupId} ${identity.id}`
}

/** Creates (POST) or replaces (PUT); the answer is the list. */
export async function saveIntegration(
  operation: 'create' | 'replace',
  type: string,
  body: Readonly<Record<string, unknown>>
): Promise<Action | undefined> {
  const { groupId } = useSession.getState()
  if (groupId === undefined) return undefined
  const action = await perform({ operation, groupId, type, body })
  // An answer that was lost says nothing, so the list is asked for.
  if (action?.last.answer?.status === 200) take(action)
  else if (!action?.last.answer) await loadIntegrations()
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
    useIntegrations.setState({ isLoading: false, integrations: list.results, failure: undefined })
  } else useIntegrations.setState({ isLoading: false, integrations: [], failure: last })
}
