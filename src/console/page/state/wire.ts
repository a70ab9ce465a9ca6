import { create } from 'zustand'
import { AtlasClient } from '../atlas/client.ts'
import type { Exchange } from '../atlas/exchange.ts'
import type { Identity } from '../atlas/identity.ts'
import type { Call } from '../snippets/call.ts'
import { useSession } from './session.ts'
import { refreshStage } from './stage.ts'
import { expectWrite } from './writes.ts'

/** What the page did: a call, and every request and answer that it took. */
export interface Action {
  id: number
  call: Call
  exchanges: readonly Exchange[]
  /** The answer to the call itself. */
  last: Exchange
}

/** Actions that are kept. */
const KEPT = 50

/** What the page asked Atlas, the newest first. */
export const useWire = create<{ actions: readonly Action[] }>()(() => ({ actions: [] }))

const clients = new Map<string, AtlasClient>()
let made = 0

/** Calls Atlas as the chosen identity. @returns undefined where there is none */
export async function perform(request: Omit<Call, 'origin' | 'identity'>): Promise<Action | undefined> {
  const { identity } = useSession.getState()
  if (!identity) return undefined
  const { kind, id, secret, origin } = identity
  const call: Call = {
    ...request,
    origin: location.origin,
    identity: { kind, id, ...(origin !== 'own' && { secret }) }
  }
  const { method, target } = targetOf(call)
  const body = call.body === undefined ? undefined : JSON.stringify(call.body)
  const forget = method === 'GET' ? () => undefined : expectWrite(method, target)
  const exchanges = await clientOf(identity).call({ method, target, body })
  made += 1
  const last = exchanges.at(-1) as Exchange
  if (last.answer && last.answer.status >= 300) forget()
  const action = { id: made, call, exchanges, last }
  useWire.setState(({ actions }) => ({ actions: [action, ...actions].slice(0, KEPT) }))
  void refreshStage()
  return action
}

/** Method, path and query of a call. */
export function targetOf({ operation, groupId = '', type = '' }: Omit<Call, 'origin' | 'identity'>): {
  method: string
  target: string
} {
  const base = '/api/atlas/v2/groups'
  const list = `${base}/${encodeURIComponent(groupId)}/integrations`
  const one = `${list}/${encodeURIComponent(type)}`
  const targets = {
    listProjects: ['GET', base],
    list: ['GET', list],
    get: ['GET', one],
    create: ['POST', one],
    replace: ['PUT', one],
    delete: ['DELETE', one]
  } as const
  const [method, target] = targets[operation]
  return { method, target }
}

/** One client for each identity, since nonces and tokens are good for more than one request. */
function clientOf(identity: Identity): AtlasClient {
  const key = JSON.stringify([identity.id, identity.secret])
  const client = clients.get(key) ?? new AtlasClient(identity)
  clients.set(key, client)
  return client
}
