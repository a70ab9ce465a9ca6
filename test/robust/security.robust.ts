import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { build, call, challenge, DEMO, digestHeader, integrations } from '../app.ts'
import { ACCOUNT, asBearer, askToken } from '../control/control.ts'

/** Samples of each kind. */
const SAMPLES = 1_500

/**
 * Maximum difference of the medians. The test must detect a look-up or a hash in only one of two cases, and must not
 * fail on a busy machine.
 */
const BOUND = 1.5

t.setTimeout(300_000)

t.test('the time of a rejection does not reveal whether a caller exists', async t => {
  const app = await build(t, { settings: { logLevel: 'silent' } })
  const url = integrations(DEMO)
  const nonce = await challenge(app)
  const { clientId } = ACCOUNT.owner
  const withDigest = (publicKey: string) => {
    const authorization = digestHeader(publicKey, { url }, nonce, {}, 'a wrong secret')
    return () => call(app, { url, headers: { authorization } })
  }
  const withBasic = (id: string) => () => askToken(app, { clientId: id, clientSecret: 'mdb_sa_sk_wrong' })
  const withBearer = (sub: string) => {
    const parts = [{ alg: 'ES512' }, { sub, jti: '1', iat: 1, exp: 9e9 }]
    const [header, payload] = parts.map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    const token = `${header}.${payload}.${'A'.repeat(176)}`
    return () => asBearer(app, token, { url })
  }
  await compare(t, 'Digest', withDigest('orgowner'), withDigest('nobody00'))
  await compare(t, 'Basic', withBasic(clientId), withBasic('mdb_sa_id_ffffffffffffffffffffffff'))
  await compare(t, 'Bearer', withBearer(clientId), withBearer('mdb_sa_id_ffffffffffffffffffffffff'))
})

t.test('no dependency has a known vulnerability', async t => {
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd, encoding: 'utf8', timeout: 60_000 })
  const report = readReport(stdout)
  if (report === undefined) t.pass('skipped', { skip: 'npm audit failed; it needs the network' })
  else t.strictSame(report, [], 'npm audit finds nothing')
})

/** Compares the medians of two cases. They alternate, so that other load affects both. */
async function compare(
  t: Test,
  name: string,
  ...works: (() => Promise<{ status: number }>)[]
): Promise<void> {
  const times: number[][] = works.map(() => [])
  for (let sample = -100; sample < SAMPLES; sample++) {
    const order = sample % 2 === 0 ? [0, 1] : [1, 0]
    for (const at of order) {
      const start = process.hrtime.bigint()
      const { status } = (await works[at]?.()) ?? {}
      const time = Number(process.hrtime.bigint() - start)
      if (status !== 401) t.fail(`${name} gets ${status}`)
      if (sample >= 0) times[at]?.push(time)
    }
  }
  const [wrong = 0, unknown = 0] = times.map(median)
  const ratio = Math.max(wrong / unknown, unknown / wrong)
  t.comment(`${name}: wrong secret ${wrong / 1000} µs, unknown ${unknown / 1000} µs`)
  t.ok(ratio < BOUND, `${name}: the medians differ by ${ratio.toFixed(3)}, less than ${BOUND}`)
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Returns the names of packages with a known vulnerability; undefined if npm audit failed. */
function readReport(stdout: string): string[] | undefined {
  try {
    const { vulnerabilities } = JSON.parse(stdout) as {
      vulnerabilities?: Record<string, { severity: string }>
    }
    return (
      vulnerabilities && Object.entries(vulnerabilities).map(([name, { severity }]) => `${name}: ${severity}`)
    )
  } catch {
    return undefined
  }
}
