import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { firstLine, run, temporaryFolder, unavailable } from './run.ts'
import { scenarioFor } from './seed.ts'
import { startServer } from './server.ts'

// One of the oldest published, the first with UseOAuthAuth, and a recent one with the new names of the operations.
const VERSIONS = ['v20230201002', 'v20241113001', 'v20250312010']

/** A toolchain of its own choice would be downloaded; a line of one is not an answer. */
const ENVIRONMENT = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' }

for (const version of VERSIONS) {
  t.test(`Go SDK go.mongodb.org/atlas-sdk/${version}`, async t => {
    const cwd = fileURLToPath(new URL(`go/${version}`, import.meta.url))
    const program = await build(t, cwd)
    if (program === undefined) return
    const url = await startServer(t)
    const { code, stdout, stderr } = await run(program, [], { env: { CLIENT_SCENARIO: scenarioFor(url) } })
    const lines = stdout.trim().split('\n')
    for (const line of lines) report(t, line)
    t.equal(code, 0, 'the program ends well')
    t.equal(stderr, '', 'and says no more')
    t.comment(`${version}: ${lines.filter(line => line.startsWith('ok ')).length} steps`)
  })
}

async function build(t: Test, cwd: string): Promise<string | undefined> {
  const toolchain = await run('go', ['version'], { env: ENVIRONMENT })
  if (toolchain.code !== 0) {
    unavailable(t, 'no Go toolchain')
    return undefined
  }
  const modules = await run('go', ['mod', 'download'], { cwd, env: ENVIRONMENT })
  if (modules.code !== 0) {
    unavailable(t, `Go modules cannot be had: ${firstLine(modules)}`)
    return undefined
  }
  const program = join(await temporaryFolder(t), 'client')
  const built = await run('go', ['build', '-o', program, '.'], { cwd, env: ENVIRONMENT })
  t.equal(built.code, 0, `built by ${toolchain.stdout.trim()} ${built.stderr}`)
  return built.code === 0 ? program : undefined
}

function report(t: Test, line: string): void {
  const [, failed, name] = /^(not )?ok (.*)$/.exec(line) ?? []
  if (name !== undefined) t.notOk(failed, name)
  else t.comment(line.replace(/^# /, ''))
}
