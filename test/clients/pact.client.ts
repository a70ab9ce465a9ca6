import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import t, { type Test } from 'tap'
import { ROOT } from '../cli/process.ts'
import { read, recipesOf } from '../docs/page.ts'
import { pack } from '../package/consumer.ts'
import { replaceOnce } from './examples.ts'
import { checkCalls } from './recorded.ts'
import { firstLine, installFromNpm, type Outcome, run, temporaryFolder, unavailable } from './run.ts'

const PAGE = read('docs/TESTS-PACT.md')
const FILES = ['consumer.test.mjs', 'verify.mjs']
const STATES = ['a rate limit', 'a reader', 'an empty project', 'an existing integration', 'an expired token']

/** Changes of a file of the example, and what the verifier then reports. */
const FAILURES: readonly { name: string; file: string; from: string; to: string; reports: RegExp }[] = [
  {
    name: 'a wrong error code in the pact',
    file: 'consumer.test.mjs',
    from: 'INTEGRATION_ALREADY_CONFIGURED',
    to: 'INTEGRATION_NOT_CONFIGURED',
    reports:
      /^ *\$\.errorCode -> Expected 'INTEGRATION_ALREADY_CONFIGURED' \(String\) to be equal to 'INTEGRATION_NOT_CONFIGURED' \(String\)$/m
  },
  {
    name: 'another response of the mock',
    file: 'verify.mjs',
    from: 'startMock()',
    to: 'startMock({ roleDeniedStatus: 403 })',
    reports: /a reader - a new integration\n.* has status code 401\n *expected 401 but was 403$/m
  },
  {
    name: 'a token that has not expired',
    file: 'verify.mjs',
    from: 'seconds: 3600',
    to: 'seconds: 3500',
    reports: /an expired token - a list of integrations\n.* has status code 401\n *expected 401 but was 200$/m
  },
  {
    name: 'an error in a state handler, although the status code is as expected',
    file: 'verify.mjs',
    from: 'sandbox.clock.advance({ seconds: 3600 })',
    to: "throw new Error('no clock')",
    reports: /hooks failed:\n.*'afterEach' hook: verification failed: expected exactly 2, found 1$/m
  },
  {
    name: 'a state without a handler',
    file: 'verify.mjs',
    from: "'an expired token': async",
    to: "'another state': async",
    reports: /hooks failed:\n.*'afterEach' hook: /
  },
  {
    name: 'the default Content-Type',
    file: 'consumer.test.mjs',
    from: "headers({ 'Content-Type': regex('.*json.*', 'application/json') }).",
    to: '',
    reports: /'Content-Type' to have value 'application\/json' but was 'application\/vnd\.atlas\./
  },
  {
    name: 'a regex that does not match the whole Content-Type',
    file: 'consumer.test.mjs',
    from: '.*json.*',
    to: 'json',
    reports: /'Content-Type' to have value 'application\/json' but was 'application\/json'/
  }
]

/** Installs what docs/TESTS-PACT.md needs. @returns the folder; undefined, with the test ended, without a network */
async function install(t: Test, command: string): Promise<string | undefined> {
  const { file } = await pack()
  const folder = await installFromNpm(t, file)
  if (folder === undefined) return undefined
  // With an empty cache, as that of a new user.
  const env = { npm_config_cache: await temporaryFolder(t), npm_config_fetch_retries: '1' }
  const installed = await run('sh', ['-e', '-c', command], { cwd: folder, env })
  if (installed.code === 0) return folder
  unavailable(t, `npm cannot install Pact: ${firstLine(installed)}`)
  return undefined
}

/** Returns what a run printed, without colours. */
function textOf({ stdout, stderr }: Outcome): string {
  return stripVTControlCharacters(stdout + stderr)
}

t.test('Pact: the commands and the example of docs/TESTS-PACT.md', async t => {
  const [{ text = '' } = {}] = recipesOf(PAGE)
  const [command = '', ...rest] = text.split('\n')
  const folder = await install(t, command)
  if (folder === undefined) return
  const restore = async () => {
    for (const file of FILES) await copyFile(join(ROOT, 'examples/pact', file), join(folder, file))
  }
  const verify = (env: Record<string, string> = {}) =>
    run('sh', ['-e', '-c', rest.join('\n')], { cwd: folder, env })

  await t.test('the only install script, which the page skips, is that of @scarf/scarf', async t => {
    const { packages } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean }>
    }
    const scripts = Object.keys(packages).filter(path => packages[path]?.hasInstallScript)
    t.strictSame(scripts, ['node_modules/@scarf/scarf'])
    t.match(command, ' --ignore-scripts ')
  })

  await t.test('verifies five states, and removes their sandboxes', async t => {
    await restore()
    const close = 'await mock.close()'
    const left = 'mock.organizations().filter(({ isSandbox }) => isSandbox)'
    await replaceOnce(join(folder, 'verify.mjs'), close, `console.log('left:', ${left})\n  ${close}`)
    const calls = await temporaryFolder(t)
    const outcome = await verify({ ATLAS_MOCK_CALLS: calls })
    if (!t.equal(outcome.code, 0, 'exit code', outcome)) return
    const printed = textOf(outcome)
    t.strictSame(Array.from(printed.matchAll(/^ +Given (.*)$/gm), ([, state]) => state).sort(), STATES)
    t.match(printed, /^left: \[\]$/m)
    await checkCalls(t, calls, { tests: STATES, notCompared: ['credentials × 2', 'fault × 1'] })
  })

  await t.test('a client with Digest: the filter of the page sets the token', async t => {
    await restore()
    const file = join(folder, 'consumer.test.mjs')
    await replaceOnce(file, 'ACCEPT, Authorization', 'ACCEPT }\nexport const UNUSED = { Authorization')
    const failing = await verify()
    t.equal(failing.code, 1)
    t.match(textOf(failing), /^ *expected 200 but was 401$/m)
    const [, filter = ''] = /`(requestFilter\(.*\})`/.exec(PAGE) ?? []
    await replaceOnce(
      join(folder, 'verify.mjs'),
      '    stateHandlers,\n',
      `    stateHandlers,\n    ${filter},\n`
    )
    const passing = await verify()
    t.equal(passing.code, 0, 'exit code', passing)
  })

  for (const { name, file, from, to, reports } of FAILURES) {
    await t.test(`fails: ${name}`, async t => {
      await restore()
      await replaceOnce(join(folder, file), from, to)
      const outcome = await verify()
      t.equal(outcome.code, 1)
      t.match(outcome.stdout, /^[ℹ#] pass 5$/m, 'the consumer passes')
      t.match(textOf(outcome), reports)
    })
  }
})
