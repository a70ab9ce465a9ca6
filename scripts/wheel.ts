import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the Python package has the files of the npm package. */
const MOCK = 'atlas_integrations_mock/mock'

const LICENCES = 'THIRD_PARTY_LICENSES.txt'

/** The time of all files in the wheel: the same files give the same wheel. The ZIP format begins in 1980. */
const TIME = String(Date.UTC(1980, 0, 2) / 1000)

/** Builds the Python wheel from `python/` and the built mock. Argument: the folder to write it to, by default this one. */
const stage = mkdtempSync(join(tmpdir(), 'atlas-mock-wheel-'))
try {
  cpSync('python', stage, { recursive: true })
  for (const path of mockFiles()) cpSync(path, join(stage, MOCK, path), { recursive: true })
  cpSync(join('dist', LICENCES), join(stage, LICENCES))
  const python = process.platform === 'win32' ? 'python' : 'python3'
  const folder = process.argv[2] ?? '.'
  // The cache would keep each wheel.
  const args = ['-m', 'pip', 'wheel', '--no-cache-dir', '--no-deps', '--wheel-dir', folder, stage]
  const env = { ...process.env, SOURCE_DATE_EPOCH: TIME }
  const { error, status } = spawnSync(python, args, { env, stdio: 'inherit' })
  if (error) process.stderr.write(`cannot run ${python}: ${error.message}\n`)
  process.exitCode = status ?? 1
} finally {
  rmSync(stage, { recursive: true })
}

/** Returns the files and folders of the npm package that the mock reads. */
function mockFiles(): string[] {
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] }
  const packed = files.filter(path => /^(dist|fixtures|schemas)\b/.test(path))
  return ['package.json', ...packed, ...globSync('examples/*/stubs.json')]
}
