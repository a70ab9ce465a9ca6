import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import { type Consumer, createConsumer, fetchNpm, pack, ROOT } from './consumer.ts'

/** The other suites run the bundle with a newer one. */
const VERSIONS = ['22.23.3', '24.21.0']

/** Sends requests to a server started by `atlas-mock exec` and prints the status codes. */
const PROBE = `
const paths = ['/', '/_mock/v1/health', '/_mock/docs/', '/openapi.json', '/_mock/openapi.json']
const statuses = paths.map(async path => {
  const response = await fetch(process.env.ATLAS_MOCK_URL + path)
  // An unread response would keep its connection and this process alive.
  await response.text()
  return response.status
})
console.log(JSON.stringify(await Promise.all(statuses)))
`

/** The same by `import` and by `require`. */
const USE = `
const main = async () => {
  const mock = await startMock({ db: 'kept.db' })
  const url = '/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations'
  const body = { url: 'https://example.com/hook' }
  const as = mock.credentials.apiKeys.orgowner
  const { status } = await mock.inject({ method: 'POST', url: url + '/WEBHOOK', body, as })
  await mock.close()
  const second = await startMock({ db: 'kept.db' })
  const health = await (await fetch(second.url + '/_mock/v1/health')).json()
  const { status: unauthenticated } = await second.inject({ url })
  await second.close()
  console.log(JSON.stringify([status, health, unauthenticated]))
}
main()
`
const IMPORT = `import { startMock } from 'atlas-integrations-mock'${USE}`
const REQUIRE = `const { startMock } = require('atlas-integrations-mock')${USE}`

t.test('the package in an empty project, with npm only', async t => {
  const { file } = await pack()
  const npm = await fetchNpm()
  if (npm === undefined) return
  for (const version of VERSIONS) {
    await t.test(`Node.js ${version}`, async t => {
      const consumer = await createConsumer(t, npm, version)
      if (consumer !== undefined) await checkAsUser(t, consumer, version, file)
    })
  }
})

async function checkAsUser(t: Test, consumer: Consumer, version: string, file: string): Promise<void> {
  t.equal((await consumer.run('node', '--version')).stdout, `v${version}\n`)
  await succeeds(t, consumer, 'npm', await vendored(consumer, file))
  // The same on each version: the package has no dependencies.
  const isFirst = version === VERSIONS[0]

  await consumer.write({ 'probe.mjs': PROBE, 'use.mjs': IMPORT, 'use.cjs': REQUIRE })
  const probe = await succeeds(t, consumer, 'npx', ['atlas-mock', 'exec', '--', 'node', 'probe.mjs'])
  t.equal(probe, '[200,200,200,200,200]\n', 'the command serves the console, Swagger UI and both APIs')
  for (const [name, status] of [
    ['use.mjs', 200],
    ['use.cjs', 409]
  ] as const) {
    const said = await succeeds(t, consumer, 'node', [name])
    t.match(said, new RegExp(`^\\[${status},{"status":"ok",.+},401\\]\\n$`), name)
  }
  const copied = [
    'atlas-mock.mjs',
    'client.mjs',
    'node-test.test.mjs',
    'sandbox.test.mjs',
    'webhook.test.mjs'
  ]
  for (const name of copied) {
    await consumer.write({ [name]: await readFile(join(ROOT, 'examples/node', name), 'utf8') })
  }
  const tests = ['--no-install', 'atlas-mock', 'exec', '--', 'node', '--test']
  await succeeds(t, consumer, 'npx', tests)
  if (isFirst) {
    const checkout = await consumer.checkOut()
    await succeeds(t, checkout, 'npm', ['ci'])
    await succeeds(t, checkout, 'npx', tests)
    const stubs = ['--stubs', 'package:kubernetes-operator']
    await succeeds(t, consumer, 'npx', ['atlas-mock', 'exec', ...stubs, '--', 'node', '--version'])
  }
  const broken = `import { startMock } from 'atlas-integrations-mock'
startMock({ tlsCert: 'x' }).catch(error => console.log(error.stack))`
  await consumer.write({ 'broken.mjs': broken })
  const stack = await succeeds(t, consumer, 'node', ['--enable-source-maps', 'broken.mjs'])
  t.match(stack, /at \w.*src\/mock\/mock\.ts:\d+:\d+/, 'stack traces refer to the sources')
}

/** Copies the package into the project, as docs/TESTS-NODE.md does. @returns the arguments of npm that install it */
async function vendored({ folder }: Consumer, file: string): Promise<string[]> {
  await mkdir(join(folder, 'vendor'))
  await copyFile(file, join(folder, 'vendor', basename(file)))
  return ['install', '--save-dev', `./vendor/${basename(file)}`]
}

/** The newest Node.js that is too old. */
const OLD = '20.20.2'

t.test(`with Node.js ${OLD}, the package names the command that mends it`, async t => {
  const { file } = await pack()
  const npm = await fetchNpm()
  const consumer = npm === undefined ? undefined : await createConsumer(t, npm, OLD)
  if (consumer === undefined) return
  t.equal((await consumer.run('npm', ...(await vendored(consumer, file)))).code, 0)
  await consumer.write({ 'probe.mjs': PROBE, 'use.mjs': IMPORT, 'use.cjs': REQUIRE })
  const exec = ['--no-install', 'atlas-mock', 'exec', '--', 'node', 'probe.mjs']
  const problem = `needs Node.js >=22.18, this is ${OLD}: run \`npm install --save-dev node@24\`; npx and npm test then use it\n`
  for (const name of ['use.mjs', 'use.cjs']) {
    const { code, stderr } = await consumer.run('node', name)
    t.equal(code, 1)
    t.match(stderr, `\nStartError: atlas-integrations-mock ${problem}`, name)
  }
  t.strictSame(await consumer.run('npx', ...exec), { code: 2, stdout: '', stderr: `atlas-mock: ${problem}` })

  const mend = await consumer.run('npm', 'install', '--save-dev', 'node@24')
  t.equal(mend.code, 0, 'npm installs it', mend)
  t.equal(await succeeds(t, consumer, 'npx', exec), '[200,200,200,200,200]\n')
  t.match(await succeeds(t, consumer, 'npx', ['node', 'use.mjs']), /^\[200,\{"status":"ok",.+\},401\]\n$/)
})

/** Runs a command that must succeed without output on standard error. @returns its output */
async function succeeds(
  t: Test,
  consumer: Consumer,
  command: 'node' | 'npm' | 'npx',
  args: string[]
): Promise<string> {
  const { code, stdout, stderr } = await consumer.run(command, ...args)
  t.strictSame({ code, stderr }, { code: 0, stderr: '' }, [command, ...args].join(' '), { stdout })
  return stdout
}
