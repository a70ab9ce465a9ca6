import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'

/** The oldest npm that must work: it came with Node.js 20. */
const NPM = 'npm@10.8.2'
/** An install that fetches everything may take minutes. */
const PATIENCE = 600_000
/** Milliseconds from the signal until the last process is gone. */
const END = 3_000
const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/

t.setTimeout(PATIENCE)

t.test('the lock file lets npm install without a compiler and from any registry', async t => {
  const text = readFileSync('package-lock.json', 'utf8')
  const sqlite = JSON.parse(text).packages['node_modules/better-sqlite3']
  t.equal(sqlite.gypfile, false, 'better-sqlite3 has gypfile false (node scripts/lockfile.ts restores it)')
  t.notMatch(text, /"resolved"/, 'no URL of a registry')
})

t.test('npm ci and npm start need only Node.js and npm', async t => {
  const everything = environment(process.env['PATH'] ?? '')
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000']
  const ping = await run('npm', ['ping', ...patience], '.', everything)
  if (ping.code !== 0 && UNREACHABLE.test(ping.output)) {
    skip(t, 'the npm registry cannot be reached')
    return
  }
  const list = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = await run('git', list, '.', everything)
  if (listed.code !== 0) {
    skip(t, 'git cannot say which files belong to the project')
    return
  }

  // Not below the project: its node_modules would lend what the copy lacks.
  const folder = mkdtempSync(join(tmpdir(), 'newcomer-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const bin = join(folder, 'bin')
  const checkout = join(folder, 'checkout')
  const npm = join(folder, 'npm')
  for (const path of [bin, checkout, npm]) mkdirSync(path)
  // A file that is deleted but still in the index is not there to copy.
  for (const file of listed.output.split('\0').filter(file => file && existsSync(file))) {
    cpSync(file, join(checkout, file))
  }
  const fetched = await run('npm', ['install', '--prefix', npm, NPM], npm, everything)
  if (!t.equal(fetched.code, 0, `${NPM} can be had`, { output: fetched.output })) return
  symlinkSync(process.execPath, join(bin, 'node'))
  symlinkSync('/bin/sh', join(bin, 'sh'))
  symlinkSync(join(npm, 'node_modules/npm/bin/npm-cli.js'), join(bin, 'npm'))
  const env = environment(bin)

  const installed = await run('npm', ['ci'], checkout, env)
  if (!t.equal(installed.code, 0, 'npm ci', { output: installed.output })) return
  const built = statSync(join(checkout, 'dist')).ino

  const server = spawn('/bin/sh', plainly('npm', ['start', '--', '--port', '0']), {
    cwd: checkout,
    env,
    detached: true
  })
  const ended = once(server, 'close')
  t.teardown(() => endGroup(server, 'SIGKILL'))
  const url = await addressOf(server)
  const health = await fetch(`${url}/_mock/v1/health`)
  t.equal(health.status, 200)
  t.same(await health.json(), { status: 'ok' })

  // The first npx of a checkout runs the script `prepare`.
  const npx = ['exec', '--no-install', '--', 'atlas-mock', '--version']
  const command = await run('npm', npx, checkout, { ...env, npm_config_cache: join(folder, 'cache') })
  t.match(command, { code: 0, output: /^\d+\.\d+\.\d+$/m }, 'npx')
  t.equal(statSync(join(checkout, 'dist')).ino, built, 'npx does not rebuild the running server')

  const stopped = performance.now()
  endGroup(server, 'SIGTERM')
  await ended
  t.ok(performance.now() - stopped < END, 'every process ends soon after SIGTERM')
  await t.rejects(fetch(url), 'nothing listens any more')
})

/** The comment is for the reporter, which leaves out what did not fail. */
function skip(t: Test, reason: string): void {
  t.pass('as a newcomer', { skip: reason })
  t.comment(`skipped: ${reason}`)
}

/**
 * The environment of a shell with this PATH: what npm and tap set for their own children is left out, save
 * for what leads to the registry.
 */
function environment(path: string): NodeJS.ProcessEnv {
  const network = /^npm_config_(registry|cache|cafile|userconfig|globalconfig|(https?_|no)?proxy)$/i
  const ours = /^(npm_|tap|_tap|node_env|node_v8_coverage|init_cwd|atlas_mock_|color$|path$)/i
  const kept = Object.entries(process.env).filter(([name]) => network.test(name) || !ours.test(name))
  return { ...Object.fromEntries(kept), PATH: path }
}

/** Arguments of a shell that becomes the command: tap puts its loader into every child's NODE_OPTIONS. */
function plainly(command: string, args: string[]): string[] {
  return ['-c', 'unset NODE_OPTIONS && exec "$0" "$@"', command, ...args]
}

interface Outcome {
  code: number | null
  /** Standard output, and behind it standard error. */
  output: string
}

async function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const child = spawn('/bin/sh', plainly(command, args), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  return new Promise(resolve => {
    child.on('error', error => resolve({ code: null, output: String(error) }))
    child.on('close', code => resolve({ code, output: code === 0 ? output : output + errors }))
  })
}

/** The address that the banner names. */
async function addressOf(server: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const url = /listening on (http:\/\/127\.0\.0\.1:\d+)\s/.exec(output)?.[1]
        if (url) resolve(url)
      })
    }
    server.on('error', reject)
    server.on('close', code => reject(new Error(`npm start ended with ${code}: ${output}`)))
  })
}

/** As a terminal does it, to npm, its shell and the server. */
function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // Nobody is left.
  }
}
