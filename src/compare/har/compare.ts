import { basename } from 'node:path'
import { CALLER_DEPENDENT_OPERATIONS } from '../../calls/classify.ts'
import { headerOf } from '../../client/atlas-client.ts'
import { startMock } from '../../mock/mock.ts'
import { operationOf } from '../operations.ts'
import { OBJECT_IDS } from '../placeholders.ts'
import type { Comparison, Result, Skipped } from '../result.ts'
import { Transport } from '../transport.ts'
import { type RecordedCall, readHar } from './read.ts'
import { HarReplayer } from './replayer.ts'
import { harStateOf } from './state.ts'

/**
 * Replays the requests of a HAR on a mock in this process and compares its responses with the recorded ones.
 *
 * @throws {StartError} for an unreadable or invalid file
 */
export async function compareWithHar(path: string): Promise<Comparison> {
  const calls = await readHar(path)
  const state = harStateOf(calls)
  const mock = await startMock({ seed: state.seed })
  const transport = new Transport(new URL(mock.url))
  try {
    const replayer = new HarReplayer(transport, state)
    await replayer.prepare(calls)
    const results: Result[] = []
    const skipped = new Map<string, Skipped>()
    for (const call of calls) {
      const why = reasonToSkip(call) ?? (replayer.needsEarlierState(call) ? 'earlier state' : undefined)
      if (why === undefined) {
        results.push(await replayer.compare(call))
        continue
      }
      const request = `${call.method} ${templateOf(call.path)}`
      const key = `${why} ${request}`
      const count = (skipped.get(key)?.count ?? 0) + 1
      skipped.set(key, { why, request, count })
    }
    return { source: basename(path), results, skipped: [...skipped.values()] }
  } finally {
    transport.close()
    await mock.close()
  }
}

/** Returns why a request is not replayed; undefined if it is. */
function reasonToSkip(call: RecordedCall): Skipped['why'] | undefined {
  const { method, path, headers, payload, hasRequestBody, reply } = call
  const operation = operationOf(method, path)
  if (operation === undefined) return 'not covered'
  if (reply.status < 200 || reply.status === 429 || reply.status >= 500) return 'transient'
  // A validation error depends on the value behind a mask.
  const isMasked = payload?.includes('***')
  if (!hasRequestBody || (isMasked && reply.status === 400)) return 'body missing'
  const isChallenge =
    headers['authorization'] === undefined && headerOf(reply, 'www-authenticate') !== undefined
  const isRejected = [401, 403].includes(reply.status) && !isChallenge
  const isOfCaller = CALLER_DEPENDENT_OPERATIONS.includes(operation) && !isChallenge
  return isRejected || isOfCaller ? 'credentials' : undefined
}

/** Returns a path with placeholders for ids and without its query. */
function templateOf(path: string): string {
  return (path.split('?')[0] ?? '').replace(OBJECT_IDS, '{id}')
}
