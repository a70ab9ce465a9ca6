import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run, temporaryFolder } from '../clients/run.ts'
import { addressOf, cleanEnvironment } from '../clients/server.ts'
import { createPath, fetchNpm, isBuilt, ROOT } from './consumer.ts'

const BUILT = join(ROOT, 'dist/index.d.ts')

/** Milliseconds from the signal until the last process is gone. */
const END = 3_000

t.test('the lock file lets npm install without a compiler and from any registry', async t => {
  const text = readFileSync('package-lock.json', 'utf8')
  const sqlite = JSON.parse(text).packages['node_modules/better-sqlite3']
  t.equal(sqlite.gypfile, false, 'better-sqlite3 has gypfile false (node scripts/lockfile.ts restores it)')
  t.notMatch(text, /"resolved"/, 'no URL of a registry')
})

// Only `.ci/run` shows the same of `npm ci`.
t.test('npm start and npx need only Node.js and npm', async t => {
  if (!t.ok(isBuilt, 'the package is built (npm run build)')) return
  const npm = await fetchNpm()
  if (npm === undefined) return
  const env = { PATH: await createPath(t, npm, process.execPath) }
  const built = statSync(BUILT).mtimeMs
  const start = ['-c', 'unset NODE_OPTIONS; exec npm start -- --port 0']
  const server = spawn('/bin/sh', start, { cwd: ROOT, env: cleanEnvironment(env), detached: true })
  const ended = once(server, 'close')
  // As a terminal does it, to npm, its shell and the server.
  const kill = (signal: NodeJS.Signals) => process.kill(-(server.pid as number), signal)
  t.teardown(() => {
    try {
      kill('SIGKILL')
    } catch {
      // Nobody is left.
    }
  })
  const url = await addressOf(server)
  const health = await fetch(`${url}/_mock/v1/health`)
  t.match(await health.json(), { status: 'ok' })

  // The first npx of a checkout runs the script `prepare`.
  const first = { ...env, npm_config_cache: await temporaryFolder(t) }
  const npx = await run('npx', ['--no-install', 'atlas-mock', '--version'], { cwd: ROOT, env: first })
  t.match(npx, { code: 0, stdout: /^\d+\.\d+\.\d+$/m }, 'npx')
  t.equal(statSync(BUILT).mtimeMs, built, 'npx does not rebuild the running server')

  const stopped = performance.now()
  kill('SIGTERM')
  await ended
  t.ok(performance.now() - stopped < END, 'every process ends soon after SIGTERM')
  await t.rejects(fetch(`${url}/`), 'nothing listens any more')
})
