import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { spawnPlainly } from './server.ts'

/** The result of a command. */
export interface Outcome {
  /** Undefined if the command does not exist. */
  code: number | undefined
  stdout: string
  stderr: string
}

/** Runs a command without input. */
export async function run(
  command: string,
  args: readonly string[],
  options?: { cwd?: string; env?: Record<string, string> }
): Promise<Outcome> {
  const child = spawnPlainly(command, args, options)
  child.stdin.end()
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'close')
  ])
  // The shell exits with 127 if the command does not exist.
  return { code: code === 127 ? undefined : (code ?? 1), stdout: stdout.join(''), stderr: stderr.join('') }
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
