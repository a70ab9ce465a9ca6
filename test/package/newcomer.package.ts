import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { copyFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { PACKAGE } from '../../src/assets.ts'
import { run, temporaryFolder } from '../clients/run.ts'
import { addressOf, cleanEnvironment } from '../clients/server.ts'
import { read } from '../docs/page.ts'
import { createFolder, run as runAsReader } from '../docs/shell.ts'
import { createConsumer, createPath, fetchNpm, ROOT } from './consumer.ts'

const BUILT = join(ROOT, 'dist/index.d.ts')

/** Milliseconds from the signal until the last process is gone. */
const END = 3_000

t.test('the lock file lets npm install without a compiler and from any registry', async t => {
  const text = readFileSync('package-lock.json', 'utf8')
  const sqlite = JSON.parse(text).packages['node_modules/better-sqlite3']
  t.equal(sqlite.gypfile, false, 'better-sqlite3 has gypfile false (node scripts/lockfile.ts restores it)')
  t.notMatch(text, /"resolved"/, 'no URL of a registry')
})

const VERSIONS = ['20.20.2', '22.23.3', '24.21.0', process.versions.node]

/** The last ones before a range of START.md begins; a newer one pretends to be them. */
const PRETENDED = ['22.17.1', '24.10.0', '25.9.0']

const FILES = Object.fromEntries(
  ['package.json', 'package-lock.json', '.npmrc', 'scripts/run.js'].map(name => [name, read(name)])
)

t.test('npm ci --engine-strict accepts the versions of START.md', async t => {
  const npm = await fetchNpm()
  if (npm === undefined) return
  const { satisfies } = createRequire(join(npm, 'node_modules/npm/x'))('semver')
  const [, row = ''] = /`engine-strict` \| `(.+)` \|\n/.exec(read('docs/START.md')) ?? []
  const range = row.replaceAll('\\|', '|')
  for (const version of [...VERSIONS, ...PRETENDED]) {
    const isPretended = PRETENDED.includes(version)
    const checkout = await createConsumer(t, npm, isPretended ? process.versions.node : version)
    if (checkout === undefined) return
    await checkout.write(FILES)
    const pretend = `data:text/javascript,Object.defineProperty(process,"version",{value:"v${version}"})`
    const { stderr } = await checkout.run(
      'node',
      ...(isPretended ? ['--import', pretend] : []),
      ...[
        join(npm, 'node_modules/npm/bin/npm-cli.js'),
        'ci',
        '--engine-strict',
        '--dry-run',
        '--ignore-scripts'
      ]
    )
    const code = satisfies(version, range) ? undefined : 'EBADENGINE'
    t.equal(/^npm error code (\w+)/.exec(stderr)?.[1], code, version)
  }
})

t.test('npm start and npm test name the command that is missing', async t => {
  const npm = await fetchNpm()
  if (npm === undefined) return
  for (const version of VERSIONS) {
    const checkout = await createConsumer(t, npm, version)
    if (checkout === undefined) return
    const npmRun = async (script: string, ...args: string[]) => {
      const { code, stderr, stdout } = await checkout.run('npm', script, '--silent', '--', ...args)
      return { code, stderr, stdout }
    }
    const fails = (problem: string) => ({ code: 2, stderr: `atlas-mock: ${problem}\n`, stdout: '' })
    await checkout.write(FILES)
    t.strictSame(await npmRun('start'), fails('not installed: run `npm ci`'), `${version}, a new checkout`)

    // After `npm ci --ignore-scripts`.
    await checkout.write({ 'node_modules/.package-lock.json': '{}' })
    const isOld = version === VERSIONS[0]
    const missing = isOld
      ? `Node.js ${version} is too old, and the package node is not installed: run \`npm ci --ignore-scripts=false\`, or use 22.18 or later`
      : 'not built: run `npm run build`'
    t.strictSame(await npmRun('start'), fails(missing), `${version}, npm start without a build`)
    t.strictSame(await npmRun('test'), fails(missing), `${version}, npm test without a build`)
    if (isOld) continue
    await symlink(join(ROOT, 'dist'), join(checkout.folder, 'dist'))
    const stdout = `${PACKAGE.version}\n`
    t.strictSame(await npmRun('start', '--version'), { code: 0, stderr: '', stdout }, `${version}, built`)
  }
})

t.test('counts the tests that passed when two suites do not end in time', async t => {
  const folder = createFolder(t)
  const suite = `import t from 'tap'
import { endInTime } from '${join(ROOT, 'test/run-tests.ts')}'
t.pass('before')
t.test('never ends', () => new Promise(() => setInterval(() => {}, 1_000)))
endInTime()`
  await copyFile(join(ROOT, 'test/reporter.ts'), join(folder, 'reporter.ts'))
  for (const name of ['one.ts', 'two.ts']) await writeFile(join(folder, name), suite)
  const flags = ['--type-strip-only', '--disable-coverage', '--reporter=./reporter.ts']
  const tap = [
    'node',
    'node_modules/tap/dist/esm/run.mjs',
    '--jobs=2',
    '--timeout=10',
    ...flags,
    'one.ts',
    'two.ts'
  ]
  const { code, output } = await runAsReader(folder, tap)
  t.equal(code, 1)
  t.equal(output.match(/# not finished after 9 s$/gm)?.length, 2)
  t.match(output, /not ok 2 - never ends/)
  t.match(output, /\n2 passed, 2 failed, 0 skipped\n$/)
})

// `.ci/run` shows the same of `npm ci`, and test:image of `npm ci --ignore-scripts`.
t.test('npm start and npx need only Node.js and npm', async t => {
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

  const first = { ...env, npm_config_cache: await temporaryFolder(t) }
  const npx = await run('npx', ['--no-install', 'atlas-integrations-mock', '--version'], {
    cwd: ROOT,
    env: first
  })
  t.match(npx, { code: 0, stdout: /^\d+\.\d+\.\d+$/m }, 'npx')
  t.equal(statSync(BUILT).mtimeMs, built, 'npx does not rebuild the running server')

  const stopped = performance.now()
  kill('SIGTERM')
  await ended
  t.ok(performance.now() - stopped < END, 'every process ends soon after SIGTERM')
  await t.rejects(fetch(`${url}/`), 'nothing listens any more')
})
