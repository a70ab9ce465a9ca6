import t, { type Test } from 'tap'
import type { AppOptions } from '../../../src/app.ts'
import type { Identity } from '../../../src/console/page/api/identity.ts'
import { KEYS } from '../../app.ts'
import { ACCOUNT } from '../../control/control.ts'
import { type Listening, listen } from '../../control/socket.ts'

/** Replaces the server's response; undefined: the server responds. */
type Respond = (target: string, init: RequestInit) => Promise<Response | undefined> | Response | undefined

/** Browser globals for the page's modules. */
export const tab = {
  location: { origin: 'http://page.test', pathname: '/', hash: '' },
  stored: new Map<string, string>(),
  /** Origin of the server. */
  server: '',
  respond: undefined as Respond | undefined,
  /** Methods and targets of the requests. */
  calls: [] as string[]
}

// Until the last test: the page's session looks for it when it is imported.
t.intercept(globalThis, 'sessionStorage', {
  value: {
    getItem: (name: string) => tab.stored.get(name) ?? null,
    setItem: (name: string, value: string) => tab.stored.set(name, value),
    removeItem: (name: string) => tab.stored.delete(name)
  },
  configurable: true,
  writable: true
})

const fetchFromServer = globalThis.fetch

/** Replaces the globals that the page's modules read; restored when the test ends. */
export function openTab(t: Test): void {
  const location = { origin: 'http://page.test', pathname: '/', hash: '' }
  Object.assign(tab, { location, respond: undefined, calls: [] })
  const globals = {
    location,
    history: {
      replaceState: (_data: unknown, _title: string, address: string) => {
        Object.assign(location, { pathname: address, hash: '' })
      }
    },
    fetch: async (target: string, init: RequestInit): Promise<Response> => {
      tab.calls.push(`${init.method} ${target}`)
      return (await tab.respond?.(target, init)) ?? fetchFromServer(new URL(target, tab.server), init)
    }
  }
  for (const [name, value] of Object.entries(globals)) {
    t.intercept(globalThis, name as 'fetch', { value, configurable: true, writable: true })
  }
}

/** Opens the tab, and starts a server for one test; the page's requests go to it. */
export async function serve(t: Test, options: AppOptions = {}): Promise<Listening> {
  openTab(t)
  const app = await listen(t, options)
  tab.server = `http://127.0.0.1:${app.port}`
  return app
}

/** Returns an API key of the seed data. */
export function seeded(id: string, secret = KEYS[id] ?? ''): Identity {
  return { kind: 'apiKey', id, secret, origin: 'seed', organization: undefined, roles: [], accessList: [] }
}

/** Returns a service account of the seed data. */
export function account(which: keyof typeof ACCOUNT): Identity {
  const { clientId, clientSecret } = ACCOUNT[which]
  return { ...seeded(clientId, clientSecret), kind: 'serviceAccount' }
}
