import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { IntegrationTypeFile } from '../../src/catalogue/vocabulary.ts'
import type { AtlasCall } from '../../src/console/page/snippets/call.ts'
import { snippetsOf } from '../../src/console/page/snippets/snippets.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import { DEMO } from '../app.ts'
import { readmeExample } from './examples.ts'
import { buildGo, goClient } from './go.ts'
import { checkCalls } from './recorded.ts'
import { run, temporaryFolder } from './run.ts'
import { ACCOUNTS, apiKey } from './seed.ts'
import { startServer } from './server.ts'

/** The version imported by the console's snippets. */
const SNIPPETS = 'v20250312010'

// An old one, the first with UseOAuthAuth, one with the new operation names, one with all types of log integrations.
const VERSIONS = ['v20230201002', 'v20241113001', SNIPPETS, 'v20250312020']

for (const version of VERSIONS) {
  t.test(`Go SDK go.mongodb.org/atlas-sdk/${version}`, async t => {
    const calls = await temporaryFolder(t)
    const url = await startServer(t, '--calls', calls)
    if (!(await goClient(t, version, url))) return
    if (version !== SNIPPETS) return
    const recorded = await fetch(`${url}/_mock/v1/calls.har`)
    await writeFile(join(calls, 'sdk.har'), await recorded.text())
    await checkCalls(t, calls, {
      tests: ['no sandbox', 'no sandbox (2)'],
      notCompared: ['credentials × 16', 'other projects × 4', 'outside a project × 14']
    })
  })
}

t.test(`snippets of the console and the example of the README for ${SNIPPETS}`, async t => {
  const url = await startServer(t)
  const steps = stepsOf(url)
  const texts = steps.map(({ call, file }) => snippetsOf(call, file).go)
  const programs = [readmeProgram(url), ...new Set(texts)]
  const folder = await writeSnippets(t, programs)
  const program = await buildGo(t, folder)
  if (program === undefined) return
  t.strictSame(
    await run('gofmt', ['-l', folder]),
    { code: 0, stdout: '', stderr: '' },
    'formatted with gofmt'
  )
  t.match(await run(program, ['0']), { code: 0, stdout: '0\n', stderr: '' }, 'the example of the README')
  const env = { MONGODB_ATLAS_PRIVATE_KEY: OWNER.secret, MONGODB_ATLAS_CLIENT_SECRET: ACCOUNTS.owner.secret }
  for (const [index, { call, prints, says = '' }] of steps.entries()) {
    if (prints === undefined) continue
    const selected = String(programs.indexOf(texts[index] ?? ''))
    const { code, stdout, stderr } = await run(program, [selected], { env })
    const name = `${call.operation} ${call.type} as ${call.identity.kind}`
    t.match({ code, stdout, stderr }, { code: says ? 1 : 0, stdout: prints, stderr: says || /^$/ }, name)
  }
})

interface Step {
  call: AtlasCall
  file?: IntegrationTypeFile
  /** Text in the program's output; undefined: only compiled. */
  prints?: RegExp | string
  /** Text in its error message. */
  says?: string
}

const OWNER = apiKey('orgowner')

/** Characters that need escaping in Go strings; the settings of one type are returned as sent. */
const NASTY = "\"`$\\{\\n}\\\\ \n\r\t\b\f\u0001\u007f\u2028\ufeff é 汉 🦊 '%s'"

/** Returns calls of all operations on all types, with both kinds of credentials. */
function stepsOf(origin: string): Step[] {
  const key: AtlasCall['identity'] = { kind: 'apiKey', ...OWNER }
  const account: AtlasCall['identity'] = { kind: 'serviceAccount', ...ACCOUNTS.owner }
  const typed = [key, account].map(({ kind, id }) => ({ kind, id }))
  const files = readTypeFiles().filter(
    ({ 'x-integration': { rejectedWith, resource } }) => rejectedWith === undefined && resource === undefined
  )
  const reads = [key, account, ...typed].map((identity): Step => {
    return { call: { operation: 'list', origin, groupId: DEMO, identity }, prints: '"totalCount": 0' }
  })
  return [
    ...reads,
    ...files.flatMap(file => [key, account].flatMap(identity => stepsOfType(file, { origin, identity }))),
    ...nastySteps(files, { origin, identity: key })
  ]
}

function stepsOfType(file: IntegrationTypeFile, who: Pick<AtlasCall, 'origin' | 'identity'>): Step[] {
  const type = file.title
  const body = file['x-examples']?.[0]?.value ?? {}
  const call = { ...who, groupId: DEMO, type }
  const all = Object.entries(file.properties ?? {}).map(([name, { type }]) => [
    name,
    type === 'string' ? '' : true
  ])
  return [
    { file, call: { ...call, operation: 'create', body: Object.fromEntries(all) } },
    { file, call: { ...call, operation: 'create', body }, prints: `"type": "${type}"` },
    {
      file,
      call: { ...call, operation: 'create', body },
      prints: '',
      says: 'INTEGRATION_ALREADY_CONFIGURED'
    },
    { file, call: { ...call, operation: 'create', body, deletesFirst: true }, prints: `"type": "${type}"` },
    { file, call: { ...call, operation: 'replace', body }, prints: '"totalCount": 1' },
    { file, call: { ...call, operation: 'delete' }, prints: /^204 No Content\n$/ },
    { file, call: { ...call, operation: 'delete' }, prints: '', says: 'INTEGRATION_NOT_CONFIGURED' }
  ]
}

/** Returns calls for the first type whose settings are all returned unmasked. */
function nastySteps(
  files: readonly IntegrationTypeFile[],
  who: Pick<AtlasCall, 'origin' | 'identity'>
): Step[] {
  const file = files.find(({ required, properties }) =>
    required?.every(name => properties?.[name]?.['x-secret']?.shown === 'plain')
  )
  const call = { ...who, groupId: DEMO, type: file?.title ?? '' }
  const body = Object.fromEntries((file?.required ?? []).map(name => [name, NASTY]))
  const shown = JSON.stringify(NASTY).replaceAll('\u2028', '\\u2028')
  return [{ ...(file && { file }), call: { ...call, operation: 'create', body }, prints: shown }]
}

/** Returns a program that creates a client as the README does, and prints the number of integrations. */
function readmeProgram(url: string): string {
  return `package main

import (
	"context"
	"fmt"

	"go.mongodb.org/atlas-sdk/${SNIPPETS}/admin"
)

func main() {
${readmeExample('go', url).replace(/^(?=.)/gm, '\t')}
	if err != nil {
		panic(err)
	}
	list, _, err := client.ThirdPartyIntegrationsApi.ListGroupIntegrations(context.Background(), "${DEMO}").Execute()
	if err != nil {
		panic(err)
	}
	fmt.Println(list.GetTotalCount())
}
`
}

/** Writes one program with all snippets; its argument selects the one to run. */
async function writeSnippets(t: Test, snippets: readonly string[]): Promise<string> {
  const folder = await temporaryFolder(t)
  const source = fileURLToPath(new URL(`go/${SNIPPETS}`, import.meta.url))
  const module = await readFile(join(source, 'go.mod'), 'utf8')
  await writeFile(join(folder, 'go.mod'), module.replaceAll(/^.*clients\/scenario.*\n/gm, ''))
  await writeFile(join(folder, 'go.sum'), await readFile(join(source, 'go.sum')))
  // In one package: Go loads the SDK's types once for each package.
  for (const [index, text] of snippets.entries()) {
    await writeFile(join(folder, `snippet${index}.go`), text.replace('func main()', `func run${index}()`))
  }
  await writeFile(join(folder, 'main.go'), dispatcher([...snippets.keys()]))
  return folder
}

function dispatcher(indexes: readonly number[]): string {
  const cases = indexes.map(index => `\tcase "${index}":\n\t\trun${index}()\n`)
  return `package main

import "os"

func main() {
	switch os.Args[1] {
${cases.join('')}	}
}
`
}
