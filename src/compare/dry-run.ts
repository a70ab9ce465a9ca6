import { clip } from '../base/printable.ts'
import { ownerOf, startMockFor } from './mock-service.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { type Call, Transport } from './transport.ts'

/** Starts a mock in place of the service. @param print receives a line for each request to it */
export async function startDryRun(print: (line: string) => void) {
  const mock = await startMockFor()
  const target = new Transport(new URL(mock.url), undefined, call => print(describe(call)))
  const { orgId } = FIXTURE_NAMES
  return { target, credential: ownerOf(orgId), orgId, close: mock.close }
}

function describe({ method, path, body = '' }: Call): string {
  return `${method} ${path} ${clip(body.toString())}`.trimEnd().replaceAll(/[\r\n]/g, ' ')
}
