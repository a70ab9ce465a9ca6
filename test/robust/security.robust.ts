import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'

t.setTimeout(300_000)

t.test('no dependency has a known vulnerability', async t => {
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd, encoding: 'utf8', timeout: 60_000 })
  const report = readReport(stdout)
  if (report === undefined) t.pass('skipped', { skip: 'npm audit failed; it needs the network' })
  else t.strictSame(report, [], 'npm audit finds nothing')
})

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
