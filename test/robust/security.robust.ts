import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { build, call, challenge, DEMO, digestHeader, integrations } from '../app.ts'
import { ACCOUNT, asBearer, askToken } from '../control/control.ts'

/** Samples of each kind. */
const SAMPLES = 1_500

/**
 * How far the medians may be apart. What it must find is a look-up or a hash that only one of two does; a
 * machine with other work must not fail it.
 */
const BOUND = 1.5

t.setTimeout(300_000)

t.test('the time that a refusal takes does not tell who is known', async t => {
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

t.test('no dependency has a known weakness', async t => {
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd, encoding: 'utf8', timeout: 60_000 })
  const report = readReport(stdout)
  if (report === undefined) t.pass('skipped', { skip: 'npm audit has no answer: is there a network?' })
  else t.strictSame(report, [], 'npm audit is clean')
})

/** Both kinds take turns, so that whatever else the machine does is the same for both. */
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
      if (status !== 401) t.fail(`${name} answers ${status}`)
      if (sample >= 0) times[at]?.push(time)
    }
  }
  const [wrong = 0, unknown = 0] = times.map(median)
  const ratio = Math.max(wrong / unknown, unknown / wrong)
  t.comment(`${name}: wrong secret ${wrong / 1000} µs, unknown ${unknown / 1000} µs`)
  t.ok(ratio < BOUND, `${name}: the medians are ${ratio.toFixed(3)} apart, less than ${BOUND}`)
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** Names of the packages with a known weakness; undefined where npm could not ask. */
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
