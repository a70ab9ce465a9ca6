import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { CREDENTIAL_VARIABLES } from '../../src/client/environment.ts'
import { ROOT } from '../cli/process.ts'
import { documents } from './kinds.ts'
import { read } from './page.ts'
import { createFolder, type Outcome, run } from './shell.ts'

/** Runs the step of action.yml as GitHub's runner does. */

/** Credentials of the job that no later step may use. */
const CLEARED = Object.fromEntries(CREDENTIAL_VARIABLES.map(name => [name, '']))

interface Result extends Outcome {
  /** Where the step ran. */
  folder: string
  /** The processes that serve a mock after the step. */
  running: number[]
  environment: Record<string, string>
  outputs: Record<string, string>
}

interface Workflow {
  jobs: Record<string, { steps: { run?: string }[] }>
}

interface Action {
  runs: { steps: { run: string; shell: string; env: Record<string, string> }[] }
}

/** @param programs scripts that are found before the programs of this machine */
async function runAction(
  t: Test,
  env: Record<string, string>,
  programs: Record<string, string> = {}
): Promise<Result> {
  const folder = createFolder(t)
  const file = (name: string) => join(folder, name)
  const { runs } = documents(read('action.yml'))[0] as unknown as Action
  const [step] = runs.steps
  if (step === undefined || runs.steps.length > 1) throw new Error('action.yml has one step')
  t.strictSame(
    { shell: step.shell, env: step.env },
    { shell: 'bash', env: { IMAGE: `$\{{ inputs.image }}` } }
  )
  for (const [name, script] of Object.entries(programs)) {
    // One of them is a link to this Node.js.
    rmSync(file(`node_modules/.bin/${name}`), { force: true })
    writeFileSync(file(`node_modules/.bin/${name}`), script)
    chmodSync(file(`node_modules/.bin/${name}`), 0o755)
  }
  for (const name of ['env', 'output']) writeFileSync(file(name), '')
  mkdirSync(file('temp'))
  writeFileSync(file('step.sh'), step.run)
  const shell = ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', 'step.sh']
  const outcome = await run(folder, shell, {
    IMAGE: '',
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_ENV: file('env'),
    GITHUB_OUTPUT: file('output'),
    RUNNER_TEMP: file('temp'),
    ...env
  })
  const running: number[] = []
  for (const name of readdirSync(file('temp'))) {
    const path = join(file('temp'), name, 'ready.json')
    const ready = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (ready === '') continue
    const { pid } = JSON.parse(ready) as { pid: number }
    if (isRunning(pid)) running.push(pid)
    t.teardown(() => isRunning(pid) && process.kill(pid))
  }
  const outputs = pairsOf(readFileSync(file('output'), 'utf8'))
  return { ...outcome, folder, running, environment: pairsOf(readFileSync(file('env'), 'utf8')), outputs }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Parses the lines `name=value`, and those of the form `name<<delimiter`, as GitHub's runner does. */
function pairsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/^(?:(\w+)<<(.+)\n([\s\S]*?)\n\2|([^=\n]+)=(.*))$/gm)]
  return Object.fromEntries(
    pairs.map(([, name, , value, plainName, plainValue]) => [name ?? plainName, value ?? plainValue])
  )
}

/** Checks that a later step can use the mock, and that its log does not contain the token. */
async function checkResult(
  t: Test,
  { code, output, environment, outputs }: Omit<Result, 'folder' | 'running'>,
  isImage = false
): Promise<void> {
  const url = environment['ATLAS_MOCK_URL'] ?? ''
  const token = environment['ATLAS_MOCK_CONTROL_TOKEN'] ?? ''
  t.match(url, /^http:\/\/(127\.0\.0\.1|localhost):\d+$/)
  t.strictSame(
    { code, output },
    { code: 0, output: `::add-mask::${token}\nAtlas integrations mock listening on ${url}\n` }
  )
  t.strictSame(environment, {
    ...CLEARED,
    ATLAS_MOCK_URL: url,
    ATLAS_MOCK_CONTROL_TOKEN: token,
    MONGODB_ATLAS_BASE_URL: `${url}/`,
    MONGODB_ATLAS_OPS_MANAGER_URL: `${url}/`,
    MDB_MCP_API_BASE_URL: url,
    MONGODB_ATLAS_ORG_ID: 'a1b2c3d4e5f60718293a4b5c',
    MONGODB_ATLAS_PROJECT_ID: '32b6e34b3d91647abb20e7b8',
    MONGODB_ATLAS_PUBLIC_KEY: 'orgowner',
    MONGODB_ATLAS_PRIVATE_KEY: '00000000-0000-4000-8000-000000000001',
    MONGODB_ATLAS_PUBLIC_API_KEY: 'orgowner',
    MONGODB_ATLAS_PRIVATE_API_KEY: '00000000-0000-4000-8000-000000000001',
    MONGODB_ATLAS_SKIP_UPDATE_CHECK: 'yes',
    MONGODB_ATLAS_TELEMETRY_ENABLED: 'false',
    DO_NOT_TRACK: '1'
  })
  t.strictSame(Object.keys(outputs), isImage ? ['url', 'log'] : ['url', 'log', 'command', 'pid'])
  t.equal(outputs['url'], url)
  const statuses = [{}, { authorization: `Bearer ${token}` }].map(
    async headers => (await fetch(`${url}/_mock/v1/requests`, { headers })).status
  )
  t.strictSame(await Promise.all(statuses), [401, 200], 'the control plane requires the token')
  t.notMatch(readFileSync(outputs['log'] ?? '', 'utf8'), token)
}

/** Runs the example tests as a later step. */
async function checkLaterStep(t: Test, environment: Record<string, string>): Promise<void> {
  const tests = ['node', '--test', '--test-reporter=tap', 'examples/node/sandbox.test.mjs']
  const { code, output } = await run(ROOT, tests, environment)
  t.equal(code, 0, 'the tests of a later step pass', { output })
  t.match(output, /^# pass [1-9]\d*$/m)
}

t.test('starts the mock of a built checkout with a generated token', async t => {
  // Nothing listens on this port: a proxy cannot reach this machine.
  const result = await runAction(t, { http_proxy: 'http://127.0.0.1:9', no_proxy: '' })
  t.match(result.environment['ATLAS_MOCK_CONTROL_TOKEN'], /^[0-9a-f]{32}$/)
  await checkLaterStep(t, result.environment)
  await checkResult(t, result)
})

/** Runs the last step of the example after the action. @returns also the job's summary */
async function runLastStep({ environment, outputs, folder }: Result): Promise<Outcome & { text: string }> {
  const [{ jobs } = { jobs: {} }] = documents(
    read('examples/github/with-action.yml')
  ) as unknown as Workflow[]
  const [job] = Object.values(jobs)
  const summary = join(folder, 'summary.md')
  const own = { PID: outputs['pid'] ?? '', ATLAS_MOCK: outputs['command'] ?? '' }
  const variables = { ...environment, ...own, GITHUB_STEP_SUMMARY: summary }
  const outcome = await run(folder, ['bash', '-e', '-c', job?.steps.at(-1)?.run ?? ''], variables)
  return { ...outcome, text: readFileSync(summary, 'utf8') }
}

t.test('the last step of the example ends the mock, and only lists what the tests rely on', async t => {
  const result = await runAction(t, { ATLAS_MOCK_CALLS: 'calls' })
  await checkLaterStep(t, result.environment)
  const { code, output, text } = await runLastStep(result)
  t.strictSame({ code, output }, { code: 0, output: '' })
  t.equal(isRunning(Number(result.outputs['pid'])), false)
  t.match(text, /^```text\nRecorded calls .+\nYour tests rely on \d+ behaviours: [\s\S]+\n```\n$/)
})

t.test(
  'without calls, the last step of the example fails, and closes the code block in the summary',
  async t => {
    t.strictSame(await runLastStep(await runAction(t, { ATLAS_MOCK_CALLS: 'calls' })), {
      code: 2,
      output: 'atlas-mock: no calls in calls: it does not exist\n',
      text: '```text\n```\n'
    })
  }
)

/** Stands in for the installation, which needs the network: it makes what is built and installed available. */
const NPM = `#!/bin/sh
echo "npm $*" > npm.log
ln -s '${ROOT}dist' '${ROOT}node_modules' .
`

t.test('installs the mock, runs it on the Node.js that npm installed, and passes variables on', async t => {
  const action = createFolder(t)
  rmSync(join(action, 'node_modules'), { recursive: true })
  const programs = { npm: NPM, node: '#!/bin/sh\necho too old >&2\nexit 1\n' }
  const variables = { ATLAS_MOCK_CONTROL_TOKEN: 'a-token-for-tests', ATLAS_MOCK_LOG_LEVEL: 'debug' }
  const result = await runAction(t, { GITHUB_ACTION_PATH: action, ...variables }, programs)
  t.equal(result.environment['ATLAS_MOCK_CONTROL_TOKEN'], 'a-token-for-tests')
  await checkResult(t, result)
  t.match(readFileSync(result.outputs['log'] ?? '', 'utf8'), '"msg":"response sent"')
  t.equal(readFileSync(join(action, 'npm.log'), 'utf8'), 'npm ci --loglevel=error\n')
})

/**
 * Stands in for Docker, which not every machine can run: its container is a process with the variables of `--env`. It
 * logs the first line of each argument.
 */
const DOCKER = `#!/usr/bin/env bash
echo "\${*%%$'\\n'*}" >> docker.log
case "$1" in
  image) exit 1 ;;
  run)
    variables=()
    for name in $(grep --only-matching 'env ATLAS_MOCK_[A-Z_]*' <<< "$*" | cut -d ' ' -f 2); do
      variables+=("$name=\${!name}")
    done
    exec env -i PATH="$PATH" "\${variables[@]}" node '${ROOT}dist/cli.js' serve --json --port 0 ;;
  port) sed 's/.*:\\([0-9]*\\)","pid.*/localhost:\\1/' temp/*/ready.json ;;
  exec) shift 3; exec "$@" ;;
esac
`

t.test('with TLS, later steps trust the certificate', async t => {
  const { code, environment, folder, outputs } = await runAction(t, { ATLAS_MOCK_TLS: 'on' })
  t.equal(code, 0)
  t.match(outputs['url'], /^https:\/\/(127\.0\.0\.1|localhost):\d+$/)
  const certificate = environment['NODE_EXTRA_CA_CERTS'] ?? ''
  t.ok(certificate.startsWith(join(folder, 'temp/atlas-mock-')), certificate)
  t.equal(environment['SSL_CERT_FILE'], certificate)
  await checkLaterStep(t, environment)
})

t.test('with TLS, exports the path that the user set; a line break in it adds no variable', async t => {
  const file = join(createFolder(t), 'ca\nNODE_OPTIONS=--import=x.pem')
  const { code, environment } = await runAction(t, { ATLAS_MOCK_TLS: 'on', ATLAS_MOCK_TLS_CA_OUT: file })
  t.match({ code, ...environment }, { code: 0, NODE_EXTRA_CA_CERTS: file, SSL_CERT_FILE: file })
  t.notOk('NODE_OPTIONS' in environment)
  t.match(readFileSync(file, 'utf8'), /^-----BEGIN CERTIFICATE-----/)
})

t.test('a step that fails after the start stops the mock', async t => {
  const failing = { curl: '#!/bin/sh\necho no route >&2\nexit 7\n' }
  const { code, output, environment, running } = await runAction(t, {}, failing)
  t.strictSame({ code, environment, running }, { code: 7, environment: {}, running: [] })
  t.match(output, /\nno route\n$/)
  const image = { IMAGE: 'atlas-integrations-mock:0.1.0' }
  const { folder, ...container } = await runAction(t, image, { ...failing, docker: DOCKER })
  t.match(container, { code: 7, environment: {}, running: [] })
  t.match(readFileSync(join(folder, 'docker.log'), 'utf8'), /^rm --force atlas-mock-\w+\n/m)
})

t.test('fails with the reason if the mock does not start, and rejects TLS in a container', async t => {
  for (const [settings, reason] of [
    [{ ATLAS_MOCK_RATE_LIMITS: 'yes' }, /\n.*ATLAS_MOCK_RATE_LIMITS.*\n::error::the mock did not start\n$/],
    [
      { IMAGE: 'atlas-integrations-mock', ATLAS_MOCK_TLS: 'on' },
      /\n::error::ATLAS_MOCK_TLS requires a mock without a container: remove the input image\n$/
    ]
  ] as const) {
    const { code, output, environment } = await runAction(t, settings, { docker: DOCKER })
    t.strictSame({ code, environment }, { code: 1, environment: {} })
    t.match(output, reason)
    t.match(output, /^::add-mask::/)
  }
})

t.test('starts an image, and exports the address of its published port', async t => {
  const image = 'registry.example/atlas-integrations-mock:0.1.0'
  const settings = { ATLAS_MOCK_CONTROL_TOKEN: 'a-token-for-tests', ATLAS_MOCK_LOG_LEVEL: 'debug' }
  const { folder, ...result } = await runAction(t, { IMAGE: image, ...settings }, { docker: DOCKER })
  t.match(result.outputs['url'], /^http:\/\/localhost:\d+$/)
  await checkResult(t, result, true)
  t.match(readFileSync(result.outputs['log'] ?? '', 'utf8'), '"msg":"response sent"', 'gets the variables')
  const commands = readFileSync(join(folder, 'docker.log'), 'utf8')
  const container = /--name (atlas-mock-\w+) /.exec(commands)?.[1]
  const delimiter = / ([0-9a-f]{32})\n$/.exec(commands)?.[1]
  t.strictSame(commands.trimEnd().split('\n'), [
    `image inspect ${image}`,
    `pull --quiet ${image}`,
    `run --rm --name ${container} --publish 127.0.0.1::8080 --read-only --cap-drop all ` +
      `--env ATLAS_MOCK_CONTROL_TOKEN --env ATLAS_MOCK_LOG_LEVEL ${image} serve --json`,
    `port ${container} 8080/tcp`,
    `exec --interactive ${container} node -e  ${result.outputs['url']?.replace('http://', '')} ${delimiter}`
  ])
})
