import type { Test } from 'tap'
import type { AppOptions } from '../../../src/app.ts'
import type { Identity } from '../../../src/console/page/atlas/identity.ts'
import { KEYS } from '../../app.ts'
import { ACCOUNT } from '../../control/control.ts'
import { type Listening, listen } from '../../control/socket.ts'

/** What answers in place of the server; undefined: the server does. */
type Answer = (target: string, init: RequestInit) => Promise<Response | undefined> | Response | undefined

/** The browser's tab that a file of tests is: what the page's logic asks of one, as globals of the process. */
export const tab = {
  location: { origin: 'http://page.test', pathname: '/', hash: '' },
  /** What is kept until it is closed. */
  stored: new Map<string, string>(),
  isStorageRefused: false,
  document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  /** Where the page came from. */
  server: '',
  answer: undefined as Answer | undefined,
  /** Methods and targets of what it called. */
  calls: [] as string[]
}

const storage = {
  getItem: (name: string) => stored().get(name) ?? null,
  setItem: (name: string, value: string) => stored().set(name, value),
  removeItem: (name: string) => stored().delete(name)
}

function stored(): Map<string, string> {
  if (tab.isStorageRefused) throw new Error('no storage here')
  return tab.stored
}

const reach = globalThis.fetch

async function fetch(target: string, init: RequestInit): Promise<Response> {
  tab.calls.push(`${init.method} ${target}`)
  return (await tab.answer?.(target, init)) ?? reach(new URL(target, tab.server), init)
}

const history = {
  replaceState(_data: unknown, _title: string, address: string) {
    Object.assign(tab.location, { pathname: address, hash: '' })
  }
}

for (const [name, value] of Object.entries({
  location: tab.location,
  document: tab.document,
  sessionStorage: storage,
  history,
  fetch
})) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}

/** A server of its own for one test, from which the page comes. */
export async function serve(t: Test, options: AppOptions = {}): Promise<Listening> {
  const app = await listen(t, options)
  tab.server = `http://127.0.0.1:${app.port}`
  tab.answer = undefined
  tab.calls = []
  return app
}

/** Somebody of the seed. */
export function seeded(id: string, secret = KEYS[id] ?? ''): Identity {
  return { kind: 'apiKey', id, secret, origin: 'seed', organization: undefined, roles: [], accessList: [] }
}

/** A service account of the seed. */
export function account(which: keyof typeof ACCOUNT): Identity {
  const { clientId, clientSecret } = ACCOUNT[which]
  return { ...seeded(clientId, clientSecret), kind: 'serviceAccount' }
}

/** Waits until a store's state is like that. */
export function until<State>(
  store: { getState(): State; subscribe(listener: (state: State) => void): () => void },
  isSo: (state: State) => boolean
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const unsubscribe = store.subscribe(state => isSo(state) && resolve())
  if (isSo(store.getState())) resolve()
  return promise.finally(unsubscribe)
}

/** Holds back what answers a call, until it is let go; the call has been carried out by then. */
export function holdBack(call: string): { isAsked: Promise<void>; letGo: () => void } {
  const asked = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  let isFirst = true
  tab.answer = async (target, init) => {
    if (!isFirst || `${init.method} ${target}` !== call) return undefined
    isFirst = false
    const answer = await reach(new URL(target, tab.server), init)
    const body = await answer.arrayBuffer()
    asked.resolve()
    await gate.promise
    return new Response(body, answer)
  }
  return { isAsked: asked.promise, letGo: gate.resolve }
}
