import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { DEMO } from '../app.ts'
import { blocksOf, read } from '../docs/page.ts'
import { buildGo } from './go.ts'
import { HCL_PARSER, installFromPip, run, temporaryFolder } from './run.ts'
import { startServer } from './server.ts'

/** The examples of the README in other languages than that of this project. */

const ADDRESS = 'http://127.0.0.1:8080'
const GO_MODULE = fileURLToPath(new URL('../../examples/go/', import.meta.url))

t.test('runs the Python example of the README, and parses its HCL example', async t => {
  const requirements = ['requests==2.34.2', ...HCL_PARSER]
  const python = await installFromPip(t, await temporaryFolder(t), requirements)
  if (python === undefined) return
  const url = await startServer(t)
  const env = { NO_PROXY: '127.0.0.1' }
  const listed = await run(python, ['-c', exampleFor('python').replace(ADDRESS, url)], { env })
  t.match(
    listed,
    { code: 0, stdout: /'results': \[\], 'totalCount': 0\}$/m },
    'lists the integrations',
    listed
  )

  const script = 'import hcl2, json, sys\nprint(json.dumps(hcl2.loads(sys.argv[1])))'
  const parsed = await run(python, ['-c', script, exampleFor('hcl')])
  t.match(parsed, { code: 0, stdout: /base_url.*public_key.*private_key/ }, 'a provider block', parsed)
})

t.test('runs the Go example of the README', async t => {
  const folder = await temporaryFolder(t)
  for (const file of ['go.mod', 'go.sum']) await cp(join(GO_MODULE, file), join(folder, file))
  const url = await startServer(t)
  await writeFile(join(folder, 'main.go'), programWith(exampleFor('go').replace(ADDRESS, url)))
  const program = await buildGo(t, folder)
  if (program === undefined) return
  t.match(await run(program, []), { code: 0, stdout: '0\n', stderr: '' }, 'lists the integrations')
})

function exampleFor(language: string): string {
  const block = blocksOf(read('README.md')).find(block => block.language === language)
  if (block === undefined) throw new Error(`README.md has no example in ${language}`)
  return block.text
}

/** Returns a program that creates a client as the README does, and prints the number of integrations. */
function programWith(client: string): string {
  return `package main

import (
	"context"
	"fmt"

	"go.mongodb.org/atlas-sdk/v20250312010/admin"
)

func main() {
${client}
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
