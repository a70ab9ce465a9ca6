import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A temporary folder, removed at the end. */
const FOLDER = mkdtempSync(join(tmpdir(), 'atlas-mock-bench-'))
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }))

/** Writes a file into the folder. @returns its path */
export function write(name: string, content: string): string {
  const file = join(FOLDER, name)
  writeFileSync(file, content)
  return file
}

/** Installs a package with npm. @returns the file of its program */
export async function install(spec: string, program: string): Promise<string> {
  const flags = ['--yes', '--prefer-offline', '--fetch-retries=0', '--ignore-scripts', `--package=${spec}`]
  const npm = ['exec', ...flags, '-c', `command -v ${program}`]
  const { stdout } = await promisify(execFile)('npm', npm, { cwd: FOLDER, timeout: 180_000 })
  return realpathSync(stdout.trim())
}
