import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { ACME } from '../app.ts'
import { type Outcome, run, temporaryFolder } from './run.ts'
import { apiKey } from './seed.ts'
import { COMMAND, startServer } from './server.ts'

const OWNER = apiKey('orgowner')

/** The parts of `calls report --json` in use. */
interface Report {
  behaviours: { tests: string[] }[]
  notCompared: { why: string; count: number }[]
}

/** What the report says about a suite. */
interface Expected {
  /** The names of all tests. */
  tests: string[]
  /** `reason × calls`. */
  notCompared: string[]
}

/**
 * Compares the report of what a suite recorded, and replays it on a second mock that plays Atlas: with TLS, other ids and
 * times, rate limits and random delays.
 */
export async function checkCalls(t: Test, folder: string, expected: Expected): Promise<void> {
  const reported = await atlasMock(['calls', 'report', folder, '--json'])
  if (!t.match(reported, { code: 0, stderr: '' }, 'is reported', reported)) return
  const { behaviours, notCompared } = JSON.parse(reported.stdout) as Report
  t.strictSame(
    {
      tests: [...new Set(behaviours.flatMap(({ tests }) => tests))].sort(),
      notCompared: notCompared.map(({ why, count }) => `${why} × ${count}`)
    },
    expected
  )
  const own = await temporaryFolder(t)
  const delay = { effect: { type: 'delay', delay: { distribution: 'uniform', min: 0, max: 20 } } }
  await writeFile(join(own, 'faults.json'), JSON.stringify([delay]))
  const authority = join(own, 'ca.pem')
  const url = await startServer(
    t,
    ...['--tls', 'on', '--tls-ca-out', authority, '--rate-limits', 'on', '--faults', join(own, 'faults.json')]
  )
  const replayed = await atlasMock(
    ['compare', '--target', url, '--org', ACME, '--calls', folder, '--rate', '1000', '--json'],
    {
      NODE_EXTRA_CA_CERTS: authority,
      MONGODB_ATLAS_PUBLIC_KEY: OWNER.id,
      MONGODB_ATLAS_PRIVATE_KEY: OWNER.secret
    }
  )
  t.equal(replayed.code, 0, 'replays clean', replayed)
  const { skipped } = JSON.parse(replayed.stdout) as { skipped: { why: string; count: number }[] }
  const counts = new Map<string, number>()
  for (const { why, count } of skipped) counts.set(why, (counts.get(why) ?? 0) + count)
  const skips = [...counts].map(([why, count]) => `${why} × ${count}`).sort()
  t.strictSame(skips, expected.notCompared)
}

function atlasMock(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  return run(process.execPath, [COMMAND, ...args], { env })
}
