import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { firstLine, run, temporaryFolder, unavailable } from './run.ts'
import { scenarioFor } from './seed.ts'

/** Go must not download another toolchain. */
const ENVIRONMENT = { GOTOOLCHAIN: 'local' }

/**
 * Tests the Go SDK against a server with the built-in seed.
 *
 * @param version of `go.mongodb.org/atlas-sdk`; its program is in the folder `go`
 * @returns false, with the test ended, if it cannot be built
 */
export async function goClient(t: Test, version: string, url: string): Promise<boolean> {
  const cwd = fileURLToPath(new URL(`go/${version}`, import.meta.url))
  const program = await buildGo(t, cwd)
  if (program === undefined) return false
  const { code, stdout, stderr } = await run(program, [], { env: { CLIENT_SCENARIO: scenarioFor(url) } })
  const lines = stdout.trim().split('\n')
  for (const line of lines) report(t, line)
  t.equal(code, 0, 'exit code of the program')
  t.equal(stderr, '', 'no errors')
  t.comment(`${version}: ${lines.filter(line => line.startsWith('ok ')).length} steps`)
  return true
}

/**
 * Builds a Go module.
 *
 * @param how the command of `go` and its flags
 * @returns the program; undefined, with the test ended, if it cannot be built
 */
export async function buildGo(t: Test, cwd: string, how = ['build']): Promise<string | undefined> {
  const toolchain = await run('go', ['version'], { env: ENVIRONMENT })
  if (toolchain.code !== 0) {
    unavailable(t, 'no Go toolchain')
    return undefined
  }
  const modules = await run('go', ['mod', 'download'], { cwd, env: ENVIRONMENT })
  if (modules.code !== 0) {
    unavailable(t, `cannot download Go modules: ${firstLine(modules)}`)
    return undefined
  }
  const program = join(await temporaryFolder(t), 'client')
  // Linking debug information takes long.
  const flags = ['-mod=readonly', '-buildvcs=false', '-ldflags=-w', '-o', program]
  const built = await run('go', [...how, ...flags, '.'], { cwd, env: ENVIRONMENT })
  t.equal(built.code, 0, `built by ${toolchain.stdout.trim()} ${built.stderr}`)
  return built.code === 0 ? program : undefined
}

function report(t: Test, line: string): void {
  const [, failed, name] = /^(not )?ok (.*)$/.exec(line) ?? []
  if (name !== undefined) t.notOk(failed, name)
  else t.comment(line.replace(/^# /, ''))
}
