import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { ROOT } from '../cli/process.ts'
import { firstLine, run, temporaryFolder, unavailable } from './run.ts'

/** Builds the Python wheel of the built mock. @returns its path; undefined, with the test ended, if pip cannot build it */
export async function buildWheel(t: Test): Promise<string | undefined> {
  const folder = await temporaryFolder(t)
  const built = await run(process.execPath, ['scripts/wheel.ts', folder], { cwd: ROOT })
  if (built.code !== 0) {
    unavailable(t, `pip cannot build the wheel: ${firstLine(built)}`)
    return undefined
  }
  return join(folder, (await readdir(folder)).join())
}
