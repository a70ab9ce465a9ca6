import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { cleanEnvironment } from './server.ts'

/** The result of a command. */
export interface Outcome {
  /** Undefined if the command does not exist. */
  code: number | undefined
  stdout: string
  stderr: string
}

/** Runs a command without a shell and without input. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {}
): Promise<Outcome> {
  return await new Promise(resolve => {
    const child = spawn(command, args, {
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd })
    })
    const outcome: Outcome = { code: undefined, stdout: '', stderr: '' }
    child.stdout.on('data', chunk => {
      outcome.stdout += chunk
    })
    child.stderr.on('data', chunk => {
      outcome.stderr += chunk
    })
    child.on('error', error => resolve({ ...outcome, stderr: error.message }))
    child.on('close', code => resolve({ ...outcome, code: code ?? 1 }))
  })
}

/** Creates a temporary folder, removed after the test. */
export async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atlas-mock-clients-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Ends a test whose client is not available: fails it in CI, skips it elsewhere. */
export function unavailable(t: Test, why: string): void {
  if (process.env['CI'] === 'true') t.fail(why)
  else t.pass(why, { skip: why })
  t.comment(`not run: ${why}`)
}

/** Returns the first line of output, for a message. */
export function firstLine({ stderr, stdout }: Outcome): string {
  return (stderr.trim() || stdout.trim()).split('\n')[0] ?? ''
}

/**
 * Installs npm packages.
 *
 * @param packages each as `name@version`; further flags of `npm install`
 * @returns the folder; undefined, with the test ended, if the installation fails
 */
export async function installFromNpm(t: Test, ...packages: string[]): Promise<string | undefined> {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const install = await run('npm', ['install', ...flags, ...packages], { cwd: folder })
  if (install.code === 0) return folder
  unavailable(t, `npm cannot install ${packages.join(' ')}: ${firstLine(install)}`)
  return undefined
}

/**
 * Installs Python packages in a new virtual environment.
 *
 * @param requirements arguments of `pip install`
 * @returns the interpreter; undefined, with the test ended, if the installation fails
 */
export async function installFromPip(
  t: Test,
  folder: string,
  requirements: readonly string[]
): Promise<string | undefined> {
  const python = join(folder, 'bin/python')
  // Without compilation and a pip of its own: few of the modules are used.
  const flags = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--no-compile']
  for (const args of [
    ['venv', '--without-pip', folder],
    ['pip', '--python', python, 'install', ...flags, ...requirements]
  ]) {
    const outcome = await run('python3', ['-m', ...args])
    if (outcome.code !== 0) {
      unavailable(t, `pip cannot install ${requirements.join(' ')}: ${firstLine(outcome)}`)
      return undefined
    }
  }
  return python
}
