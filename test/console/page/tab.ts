import t, { type Test } from 'tap'
import type { AppOptions } from '../../../src/app.ts'
import type { Identity } from '../../../src/console/page/api/identity.ts'
import { KEYS } from '../../app.ts'
import { ACCOUNT } from '../../control/control.ts'
import { type Listening, listen } from '../../control/socket.ts'

/** Replaces the server's response; undefined: the server responds. */
type Respond = (target: string, init: RequestInit) => Promise<Response | undefined> | Response | undefined

/** What the page's modules do in their tab. */
export const tab = {
  respond: undefined as Respond | undefined,
  /** Methods and targets of the requests. */
  calls: [] as string[]
}

// Until the last test: the page's session looks for it when it is imported.
t.intercept(globalThis, 'sessionStorage', {
  value: { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
  configurable: true,
  writable: true
})

const fetchFromServer = globalThis.fetch

/** Starts a server for one test, and replaces the globals that the page's modules read: their requests go to it. */
export async function serve(t: Test, options: AppOptions = {}): Promise<Listening> {
  const app = await listen(t, options)
  Object.assign(tab, { respond: undefined, calls: [] })
  const globals = {
    location: { origin: 'http://page.test' },
    fetch: async (target: string, init: RequestInit): Promise<Response> => {
      tab.calls.push(`${init.method} ${target}`)
      const address = new URL(target, `http://127.0.0.1:${app.port}`)
      return (await tab.respond?.(target, init)) ?? fetchFromServer(address, init)
    }
  }
  for (const [name, value] of Object.entries(globals)) {
    t.intercept(globalThis, name as 'fetch', { value, configurable: true, writable: true })
  }
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
