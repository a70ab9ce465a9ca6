import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** Path of the built command. */
export const COMMAND = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const ADDRESS = / listening on (https?:\/\/\S+)/

/** Returns the environment of a child, without the variables of the test runner. */
export function cleanEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...rest } = process.env
  return { ...rest, ...more }
}

/**
 * Starts a program without a terminal, and without the hooks that tap adds to NODE_OPTIONS of each child: the shell
 * removes them.
 */
export function spawnPlainly(
  command: string,
  args: readonly string[],
  { cwd, env = {}, detached = false }: { cwd?: string; env?: Record<string, string>; detached?: boolean } = {}
): ChildProcessWithoutNullStreams {
  const plainly = ['-c', 'unset NODE_OPTIONS; exec "$0" "$@"', command, ...args]
  return spawn('/bin/sh', plainly, { cwd, env: cleanEnvironment(env), detached })
}

/**
 * Starts the built server on a free port of 127.0.0.1, with the built-in seed; ended with the test.
 *
 * @returns the address from its ready line
 */
export async function startServer(t: Test, ...flags: string[]): Promise<string> {
  const child = spawnPlainly(process.execPath, [COMMAND, '--port', '0', '--log-level', 'error', ...flags])
  t.teardown(() => end(child))
  return await addressOf(child)
}

/** Returns the address from the ready line of a server. @throws what it said, if it ends before */
export function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk
      const address = ADDRESS.exec(said)?.[1]
      if (address) resolve(address)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
}

/** Ends a child process and waits for its exit. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  await new Promise(resolve => {
    child.on('exit', resolve)
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 3000).unref()
  })
}
