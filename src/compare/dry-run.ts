import { ownerOf, startMockFor } from './mock-service.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { type Call, Transport } from './transport.ts'

/** Maximum characters of a body. */
const WIDTH = 200

/** Starts a mock in place of the service. @param print receives a line for each request to it */
export async function startDryRun(print: (line: string) => void) {
  const mock = await startMockFor()
  const target = new Transport(new URL(mock.url), undefined, call => print(describe(call)))
  const { orgId } = FIXTURE_NAMES
  return { target, credential: ownerOf(orgId), orgId, close: mock.close }
}

function describe({ method, path, body: sent = '' }: Call): string {
  const body = sent.toString()
  const shown = body.length > WIDTH ? `${body.slice(0, WIDTH)}… (${body.length} characters)` : body
  return `${method} ${path} ${shown}`.trimEnd().replaceAll(/[\r\n]/g, ' ')
}
