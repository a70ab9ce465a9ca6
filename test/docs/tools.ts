import { join } from 'node:path'
import type { Test } from 'tap'
import { ROOT } from '../cli/process.ts'
import { firstLine, type Outcome, run, unavailable } from '../clients/run.ts'

/** Programs in Go that check files: `tools/go.mod` pins their versions. */
const FOLDER = join(ROOT, 'test/docs/tools')
const ENVIRONMENT = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' }

/** Runs a program. */
export type Tool = (...args: string[]) => Promise<Outcome>

/** Builds a program, cached by Go. @returns undefined, with the test ended, if it cannot be built */
export async function buildTool(t: Test, name: string): Promise<Tool | undefined> {
  const built = await run('go', ['tool', '-n', name], { cwd: FOLDER, env: ENVIRONMENT })
  if (built.code === 0) return (...args) => run(built.stdout.trim(), args)
  unavailable(t, `cannot build ${name}: ${firstLine(built)}`)
  return undefined
}
