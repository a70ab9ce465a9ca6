import type { ClientCredential } from '../client-environment.ts'
import { type Mock, startMock } from '../mock/mock.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { type Call, type Reply, Transport } from './transport.ts'

/** Maximum characters of a body. */
const WIDTH = 200

/** Starts a mock in place of the service. @param print receives a line for each request to it */
export async function startDryRun(print: (line: string) => void) {
  const mock = await startMock()
  return {
    target: new PrintingTransport(new URL(mock.url), print),
    credential: ownerOf(mock, 'apiKey'),
    orgId: FIXTURE_NAMES.orgId,
    close: () => mock.close()
  }
}

/** Returns the seeded owner of the mock's organization. */
export function ownerOf({ credentials }: Mock, kind: ClientCredential['kind']): ClientCredential {
  const key = credentials.apiKeys['orgowner']
  const account = Object.values(credentials.serviceAccounts)[0]
  if (!key || !account) throw new Error('the built-in seed has no owner')
  return kind === 'apiKey'
    ? { kind, id: key.publicKey, secret: key.privateKey }
    : { kind, id: account.clientId, secret: account.clientSecret }
}

class PrintingTransport extends Transport {
  readonly #print: (line: string) => void

  constructor(base: URL, print: (line: string) => void) {
    super(base)
    this.#print = print
  }

  override async send(call: Call): Promise<Reply> {
    const { method, path, payload } = call
    const body = payload?.toString() ?? ''
    const shown = body.length > WIDTH ? `${body.slice(0, WIDTH)}… (${body.length} characters)` : body
    this.#print(`${method} ${path} ${shown}`.trimEnd().replaceAll(/[\r\n]/g, ' '))
    return await super.send(call)
  }
}
