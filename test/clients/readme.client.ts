import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { DEMO } from '../app.ts'
import { blocksOf, read } from '../docs/page.ts'
import { buildGo } from './go.ts'
import { installFromPip, run, temporaryFolder } from './run.ts'
import { startServer } from './server.ts'

/** The examples of the README in other languages than that of this project, and examples/terraform. */

const ADDRESS = 'http://127.0.0.1:8080'
const PACKAGES = ['requests==2.34.2', 'python-hcl2==8.1.4', 'lark==1.3.1', 'regex==2026.11.19']
const TERRAFORM = fileURLToPath(new URL('../../examples/terraform/', import.meta.url))
const GO_MODULE = fileURLToPath(new URL('../../examples/go/', import.meta.url))

t.test('the examples in Python and HCL', async t => {
  const python = await installFromPip(t, await temporaryFolder(t), PACKAGES)
  if (python === undefined) return

  await t.test('runs the Python example of the README', async t => {
    const url = await startServer(t)
    const env = { NO_PROXY: '127.0.0.1' }
    const listed = await run(python, ['-c', exampleFor('python').replace(ADDRESS, url)], { env })
    t.match(
      listed,
      { code: 0, stdout: /'results': \[\], 'totalCount': 0\}$/m },
      'lists the integrations',
      listed
    )
  })

  await t.test('python-hcl2 parses the HCL example of the README', async t => {
    const script = 'import hcl2, json, sys\nprint(json.dumps(hcl2.loads(sys.argv[1])))'
    const parsed = await run(python, ['-c', script, exampleFor('hcl')])
    t.match(parsed, { code: 0, stdout: /base_url.*public_key.*private_key/ }, 'a provider block', parsed)
  })

  await t.test('python-hcl2 parses examples/terraform, and rejects a missing brace', t =>
    parseTerraform(t, python)
  )
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

async function parseTerraform(t: Test, python: string): Promise<void> {
  const script = 'import hcl2, sys\nfor name in sys.argv[1:]:\n    with open(name) as file: hcl2.load(file)'
  const parse = (files: string[]) => run(python, ['-c', script, ...files])
  const testFile = 'tests/integrations.tftest.hcl'
  const files = ['main.tf', 'variables.tf', 'versions.tf', testFile].map(file => join(TERRAFORM, file))
  t.match(await parse(files), { code: 0, stderr: '' })
  const text = await readFile(join(TERRAFORM, testFile), 'utf8')
  const broken = join(await temporaryFolder(t), 'broken.tftest.hcl')
  await writeFile(broken, text.replace(/\}\s*$/, ''))
  t.match(await parse([broken]), { code: 1, stderr: /UnexpectedToken/ }, 'rejects a missing brace')
}

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
