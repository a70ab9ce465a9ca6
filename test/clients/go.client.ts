import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { readmeExample } from './examples.ts'
import { buildGo, goClient } from './go.ts'
import { checkCalls } from './recorded.ts'
import { run, temporaryFolder } from './run.ts'
import { startServer } from './server.ts'

/** The version imported by the README's example. */
const README = 'v20250312010'

// An old one, the first with UseOAuthAuth, one with the new operation names, one with all types of log integrations.
const VERSIONS = ['v20230201002', 'v20241113001', README, 'v20250312020']

for (const version of VERSIONS) {
  t.test(`Go SDK go.mongodb.org/atlas-sdk/${version}`, async t => {
    const calls = await temporaryFolder(t)
    const url = await startServer(t, '--calls', calls)
    if (!(await goClient(t, version, url))) return
    if (version !== README) return
    const recorded = await fetch(`${url}/_mock/v1/calls.har`)
    await writeFile(join(calls, 'sdk.har'), await recorded.text())
    await checkCalls(t, calls, {
      tests: ['no sandbox', 'no sandbox (2)'],
      notCompared: ['credentials × 16', 'other projects × 4', 'outside a project × 14']
    })
  })
}

t.test(`the example of the README for ${README}`, async t => {
  const url = await startServer(t)
  const program = await buildGo(t, await writeProgram(t, readmeExample('go', url)))
  if (program === undefined) return
  t.match(await run(program, []), { code: 0, stdout: '0 <nil>\n', stderr: '' })
})

async function writeProgram(t: Test, text: string): Promise<string> {
  const folder = await temporaryFolder(t)
  const source = fileURLToPath(new URL(`go/${README}`, import.meta.url))
  const module = await readFile(join(source, 'go.mod'), 'utf8')
  await writeFile(join(folder, 'go.mod'), module.replaceAll(/^.*clients\/scenario.*\n/gm, ''))
  await writeFile(join(folder, 'go.sum'), await readFile(join(source, 'go.sum')))
  await writeFile(join(folder, 'main.go'), text)
  return folder
}
