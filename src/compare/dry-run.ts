import { OWNERS, startMockFor } from './mock-service.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { type Call, type Reply, Transport } from './transport.ts'

/** Maximum characters of a body. */
const WIDTH = 200

/** Starts a mock in place of the service. @param print receives a line for each request to it */
export async function startDryRun(print: (line: string) => void) {
  const mock = await startMockFor()
  return {
    target: new PrintingTransport(new URL(mock.url), print),
    credential: OWNERS.apiKey,
    orgId: FIXTURE_NAMES.orgId,
    close: () => mock.close()
  }
}

class PrintingTransport extends Transport {
  readonly #print: (line: string) => void

  constructor(base: URL, print: (line: string) => void) {
    super(base)
    this.#print = print
  }

  override async send(call: Call): Promise<Reply> {
    const { method, path, body: sent = '' } = call
    const body = sent.toString()
    const shown = body.length > WIDTH ? `${body.slice(0, WIDTH)}… (${body.length} characters)` : body
    this.#print(`${method} ${path} ${shown}`.trimEnd().replaceAll(/[\r\n]/g, ' '))
    return await super.send(call)
  }
}
