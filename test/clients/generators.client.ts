import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { CreatedSandbox } from '../../types/wire.d.ts'
import { VERSIONED } from '../app.ts'
import {
  firstLine,
  installFromNpm,
  installFromPip,
  type Outcome,
  run,
  temporaryFolder,
  unavailable
} from './run.ts'
import { startServer } from './server.ts'

/** The generators, and what their clients need. */
const GO = {
  generator: 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2',
  runtime: 'github.com/oapi-codegen/runtime@v1.9.0'
}
const NPM = [
  'openapi-typescript@7.13.0',
  'openapi-fetch@0.17.0',
  '@hey-api/openapi-ts@0.99.0',
  'typescript@5.9.3'
]
const PIP = ['openapi-python-client==0.29.1']
const MAVEN = 'org.openapitools:openapi-generator-cli:7.25.0'
const PIP_OF_MAVEN = [
  'urllib3==2.8.0',
  'python-dateutil==4.0.0',
  'pydantic==2.14.4',
  'typing-extensions==4.16.0'
]

const CONTROL_TOKEN = 'a-token-of-the-suite'
const KEY = '0123456789abcdef0123456789abcdef'
/** Go must not download another toolchain. */
const ENVIRONMENT = { GOTOOLCHAIN: 'local', GOFLAGS: `${process.env['GOFLAGS'] ?? ''} -mod=mod` }

/** What each program prints: status codes, and what its types read of the bodies. */
const STEPS = [
  'create 200 DATADOG',
  'create 409 INTEGRATION_ALREADY_CONFIGURED',
  `list 200 ${'*'.repeat(28)}cdef`,
  'get 200 US',
  'update 200 EU',
  'delete 204',
  'list 401',
  'create 201 204',
  'list 200 1',
  'get 200 service',
  'update 200 true',
  'delete 204',
  'list 401'
]

const GO_PROGRAM = `package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"example.com/client/atlas"
	"example.com/client/control"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func with(token string) func(context.Context, *http.Request) error {
	return func(_ context.Context, request *http.Request) error {
		request.Header.Set("Accept", "${VERSIONED}")
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		return nil
	}
}

func main() {
	url, token, controlToken, project, sandbox := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	ctx := context.Background()
	client, err := atlas.NewClientWithResponses(url, atlas.WithRequestEditorFn(with(token)))
	check(err)
	var body atlas.ThirdPartyIntegration
	check(body.FromDatadog(atlas.Datadog{ApiKey: "${KEY}"}))
	created, err := client.CreateGroupIntegrationWithApplicationVndAtlas20230101PlusJSONBodyWithResponse(ctx, project, "DATADOG", nil, body)
	check(err)
	kind, err := (*created.ApplicationvndAtlas20230101JSON200.Results)[0].Discriminator()
	check(err)
	fmt.Println("create", created.StatusCode(), kind)
	again, err := client.CreateGroupIntegrationWithApplicationVndAtlas20230101PlusJSONBodyWithResponse(ctx, project, "DATADOG", nil, body)
	check(err)
	fmt.Println("create", again.StatusCode(), *again.JSON409.ErrorCode)
	list, err := client.ListGroupIntegrationsWithResponse(ctx, project, nil)
	check(err)
	datadog, err := (*list.ApplicationvndAtlas20230101JSON200.Results)[0].AsDatadog()
	check(err)
	fmt.Println("list", list.StatusCode(), datadog.ApiKey)
	got, err := client.GetGroupIntegrationWithResponse(ctx, project, "DATADOG", nil)
	check(err)
	datadog, err = got.ApplicationvndAtlas20230101JSON200.AsDatadog()
	check(err)
	fmt.Println("get", got.StatusCode(), *datadog.Region)
	region := atlas.DatadogRegion("EU")
	check(body.FromDatadog(atlas.Datadog{ApiKey: "${KEY}", Region: &region}))
	updated, err := client.UpdateGroupIntegrationWithApplicationVndAtlas20230101PlusJSONBodyWithResponse(ctx, project, "DATADOG", nil, body)
	check(err)
	datadog, err = (*updated.ApplicationvndAtlas20230101JSON200.Results)[0].AsDatadog()
	check(err)
	fmt.Println("update", updated.StatusCode(), *datadog.Region)
	deleted, err := client.DeleteGroupIntegrationWithResponse(ctx, project, "DATADOG", nil)
	check(err)
	fmt.Println("delete", deleted.StatusCode())
	client, err = atlas.NewClientWithResponses(url, atlas.WithRequestEditorFn(with("")))
	check(err)
	list, err = client.ListGroupIntegrationsWithResponse(ctx, project, nil)
	check(err)
	fmt.Println("list", list.StatusCode())

	plane, err := control.NewClientWithResponses(url, control.WithRequestEditorFn(with(controlToken)))
	check(err)
	var effect control.Effect
	check(effect.FromStatusEffect(control.StatusEffect{Type: "status", Status: 204}))
	fault, err := plane.CreateFaultWithResponse(ctx, &control.CreateFaultParams{Sandbox: &sandbox}, control.FaultBody{Effect: effect})
	check(err)
	status, err := fault.JSON201.Effect.AsStatusEffect()
	check(err)
	fmt.Println("create", fault.StatusCode(), status.Status)
	faults, err := plane.ListFaultsWithResponse(ctx, &control.ListFaultsParams{Sandbox: &sandbox})
	check(err)
	fmt.Println("list", faults.StatusCode(), len(faults.JSON200.Results))
	one, err := plane.GetFaultWithResponse(ctx, fault.JSON201.Id, nil)
	check(err)
	fmt.Println("get", one.StatusCode(), one.JSON200.Stage)
	frozen := true
	clock, err := plane.PutClockWithResponse(ctx, &control.PutClockParams{Sandbox: &sandbox}, control.ClockBody{Frozen: &frozen})
	check(err)
	fmt.Println("update", clock.StatusCode(), clock.JSON200.Frozen)
	gone, err := plane.DeleteFaultWithResponse(ctx, fault.JSON201.Id, nil)
	check(err)
	fmt.Println("delete", gone.StatusCode())
	plane, err = control.NewClientWithResponses(url)
	check(err)
	faults, err = plane.ListFaultsWithResponse(ctx, nil)
	check(err)
	fmt.Println("list", faults.StatusCode())
}
`

const NODE_PROGRAM = `import createClient from 'openapi-fetch'
import type { paths as AtlasPaths } from './atlas.ts'
import type { paths as ControlPaths } from './control.ts'

declare const process: { argv: string[] }
const [, , baseUrl = '', token, controlToken, groupId = '', sandbox = ''] = process.argv
const print = (step: string, { status }: Response, ...read: unknown[]) => console.log(step, status, ...read)
const anonymous = { headers: { Authorization: null } }

const atlas = createClient<AtlasPaths>({
  baseUrl,
  headers: { Accept: '${VERSIONED}', Authorization: \`Bearer \${token}\` }
})
const ALL = '/api/atlas/v2/groups/{groupId}/integrations'
const ONE = '/api/atlas/v2/groups/{groupId}/integrations/{integrationType}'
const one = { params: { path: { groupId, integrationType: 'DATADOG' } } } as const
const body = { type: 'DATADOG', apiKey: '${KEY}' } as const
const created = await atlas.POST(ONE, { ...one, body })
print('create', created.response, created.data?.results?.[0]?.type)
const again = await atlas.POST(ONE, { ...one, body })
print('create', again.response, again.error?.errorCode)
const list = await atlas.GET(ALL, { params: { path: { groupId } } })
const [first] = list.data?.results ?? []
print('list', list.response, first?.type === 'DATADOG' && first.apiKey)
const { data, response } = await atlas.GET(ONE, one)
print('get', response, data?.type === 'DATADOG' && data.region)
const updated = await atlas.PUT(ONE, { ...one, body: { ...body, region: 'EU' } })
const [changed] = updated.data?.results ?? []
print('update', updated.response, changed?.type === 'DATADOG' && changed.region)
print('delete', (await atlas.DELETE(ONE, one)).response)
print('list', (await atlas.GET(ALL, { params: { path: { groupId } }, ...anonymous })).response)

const control = createClient<ControlPaths>({ baseUrl, headers: { Authorization: \`Bearer \${controlToken}\` } })
const within = { params: { query: { sandbox } } }
const fault = await control.POST('/_mock/v1/faults', {
  ...within,
  body: { effect: { type: 'status', status: 204 } }
})
const effect = fault.data?.effect
print('create', fault.response, effect?.type === 'status' && effect.status)
const faults = await control.GET('/_mock/v1/faults', within)
print('list', faults.response, faults.data?.results.length)
const it = { params: { path: { id: fault.data?.id ?? '' } } }
const shown = await control.GET('/_mock/v1/faults/{id}', it)
print('get', shown.response, shown.data?.stage)
const clock = await control.PUT('/_mock/v1/clock', { ...within, body: { frozen: true } })
print('update', clock.response, clock.data?.frozen)
print('delete', (await control.DELETE('/_mock/v1/faults/{id}', it)).response)
print('list', (await control.GET('/_mock/v1/faults', anonymous)).response)
`

const PYTHON_PROGRAM = `import sys

from atlas import AuthenticatedClient as AtlasClient
from atlas import Client
from atlas.api.third_party_integrations import (
    create_group_integration,
    delete_group_integration,
    get_group_integration,
    list_group_integrations,
    update_group_integration,
)
from atlas.models import DATADOG, DATADOGRegion
from atlas.models import CreateGroupIntegrationIntegrationType as Created
from atlas.models import DeleteGroupIntegrationIntegrationType as Deleted
from atlas.models import GetGroupIntegrationIntegrationType as Got
from atlas.models import UpdateGroupIntegrationIntegrationType as Updated
from control import AuthenticatedClient as ControlClient
from control.api.mock_control_plane import create_fault, delete_fault, get_fault, list_faults, put_clock
from control.models import ClockBody, FaultBody, StatusEffect, StatusEffectType

url, token, control_token, project, sandbox = sys.argv[1:]
accept = {"Accept": "${VERSIONED}"}


def show(step, response, *read):
    print(step, response.status_code.value, *read)
    return response.parsed


# A copy: the client adds its token to it.
client = AtlasClient(base_url=url, token=token, headers=dict(accept))
body = DATADOG(api_key="${KEY}")
created = create_group_integration.sync_detailed(project, Created.DATADOG, client=client, body=body)
show("create", created, created.parsed.results[0].type_.value)
again = create_group_integration.sync_detailed(project, Created.DATADOG, client=client, body=body)
show("create", again, again.parsed.error_code)
listed = list_group_integrations.sync_detailed(project, client=client)
show("list", listed, listed.parsed.results[0].api_key)
got = get_group_integration.sync_detailed(project, Got.DATADOG, client=client)
show("get", got, got.parsed.region.value)
body.region = DATADOGRegion.EU
updated = update_group_integration.sync_detailed(project, Updated.DATADOG, client=client, body=body)
show("update", updated, updated.parsed.results[0].region.value)
show("delete", delete_group_integration.sync_detailed(project, Deleted.DATADOG, client=client))
anonymous = Client(base_url=url, headers=accept)
show("list", list_group_integrations.sync_detailed(project, client=anonymous))

plane = ControlClient(base_url=url, token=control_token)
effect = StatusEffect(type_=StatusEffectType.STATUS, status=204)
fault = create_fault.sync_detailed(client=plane, body=FaultBody(effect=effect), sandbox=sandbox)
show("create", fault, fault.parsed.effect.status)
faults = list_faults.sync_detailed(client=plane, sandbox=sandbox)
show("list", faults, len(faults.parsed.results))
one = get_fault.sync_detailed(fault.parsed.id, client=plane)
show("get", one, one.parsed.stage.value)
clock = put_clock.sync_detailed(client=plane, body=ClockBody(frozen=True), sandbox=sandbox)
show("update", clock, str(clock.parsed.frozen).lower())
show("delete", delete_fault.sync_detailed(fault.parsed.id, client=plane))
show("list", list_faults.sync_detailed(client=anonymous))
`

/** Imports every module of packages. */
const IMPORT = `import importlib, pkgutil, sys
for name in sys.argv[1:]:
    for module in pkgutil.walk_packages(importlib.import_module(name).__path__, name + "."):
        importlib.import_module(module.name)
`

const DOCUMENTS = { atlas: '/openapi.json', control: '/_mock/openapi.json' } as const
const NAMES = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[]

/** The operationIds of the documents. */
type Operations = Record<keyof typeof DOCUMENTS, string[]>

const url = await startServer(t, '--control-token', CONTROL_TOKEN)

t.test('oapi-codegen: Go', async t => {
  if ((await run('go', ['version'])).code !== 0) return unavailable(t, 'no Go toolchain')
  const { folder, operations } = await prepare(t)
  const go = (...args: string[]) => run('go', args, { cwd: folder, env: { ...ENVIRONMENT, GOBIN: folder } })
  await writeFile(join(folder, 'go.mod'), 'module example.com/client\n')
  for (const args of [
    ['install', GO.generator],
    ['get', GO.runtime]
  ]) {
    const outcome = await go(...args)
    if (outcome.code !== 0) return unavailable(t, `cannot download Go modules: ${firstLine(outcome)}`)
  }
  for (const name of NAMES) {
    await mkdir(join(folder, name))
    const to = join(folder, name, 'client.go')
    const flags = ['-generate', 'types,client', '-package', name, '-o', to, `${name}.json`]
    succeeds(t, await run(join(folder, 'oapi-codegen'), flags, { cwd: folder }), `generates ${name}`)
    const text = await readFile(to, 'utf8')
    const types = operations[name].map(id => `type ${capitalize(id)}Response struct`)
    t.strictSame(without(types, text), [], `${name}: a response for each operation`)
  }
  await writeFile(join(folder, 'main.go'), GO_PROGRAM)
  succeeds(t, await go('build', '-buildvcs=false', '-ldflags=-w', '-o', 'program', '.'), 'compiles')
  await checkSteps(t, join(folder, 'program'), [])
})

t.test('openapi-typescript with openapi-fetch, @hey-api/openapi-ts: TypeScript', async t => {
  const folder = await installFromNpm(t, ...NPM)
  if (folder === undefined) return
  const { operations } = await prepare(t, folder)
  const tool = (name: string, ...args: string[]) =>
    run(join(folder, 'node_modules/.bin', name), args, { cwd: folder })
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  for (const name of NAMES) {
    // By default, fields with a default would be required in bodies.
    const flags = ['--default-non-nullable', 'false', '--output', `${name}.ts`]
    const types = await tool('openapi-typescript', `${name}.json`, ...flags)
    succeeds(t, types, `openapi-typescript generates ${name}`)
    const text = await readFile(join(folder, `${name}.ts`), 'utf8')
    const members = operations[name].map(id => `operations["${id}"]`)
    t.strictSame(without(members, text), [], `${name}: a type for each operation`)
    const sdk = await tool('openapi-ts', '--input', `${name}.json`, '--output', `hey-${name}`)
    succeeds(t, sdk, `@hey-api/openapi-ts generates ${name}`)
    const functions = operations[name].map(id => `export const ${id} = `)
    const generated = await readFile(join(folder, `hey-${name}/sdk.gen.ts`), 'utf8')
    t.strictSame(without(functions, generated), [], `${name}: a function for each operation`)
  }
  await writeFile(join(folder, 'client.ts'), NODE_PROGRAM)
  const compilerOptions = {
    ...{ strict: true, noEmit: true, allowImportingTsExtensions: true, types: [] },
    ...{ target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable'], module: 'esnext' },
    moduleResolution: 'bundler'
  }
  const include = ['client.ts', 'hey-atlas', 'hey-control']
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
  succeeds(t, await tool('tsc'), 'compiles')
  await checkSteps(t, process.execPath, [join(folder, 'client.ts')])
})

t.test('openapi-python-client: Python', async t => {
  const { folder, operations } = await prepare(t)
  const python = await installFromPip(t, join(folder, 'venv'), PIP)
  if (python === undefined) return
  const bin = join(folder, 'venv/bin')
  // The generator formats with ruff, which it installs.
  const env = { PATH: `${bin}:${process.env['PATH']}` }
  for (const name of NAMES) {
    const flags = ['--path', `${name}.json`, '--output-path', name, '--meta', 'none', '--fail-on-warning']
    const outcome = await run(join(bin, 'openapi-python-client'), ['generate', ...flags], {
      cwd: folder,
      env
    })
    succeeds(t, outcome, `generates ${name}`)
    const files = await readdir(join(folder, name, 'api'), { recursive: true })
    const modules = operations[name].map(id => `/${snakeCase(id)}.py`)
    t.strictSame(without(modules, files.join('\n')), [], `${name}: a module for each operation`)
  }
  const imported = await run(python, ['-c', IMPORT, ...NAMES], { cwd: folder })
  succeeds(t, imported, 'every module can be imported')
  await writeFile(join(folder, 'client.py'), PYTHON_PROGRAM)
  await checkSteps(t, python, [join(folder, 'client.py')])
})

t.test('openapi-generator: Go and Python compile', async t => {
  const { folder, operations } = await prepare(t)
  const [, , version = ''] = MAVEN.split(':')
  const flags = ['--batch-mode', '--quiet', 'dependency:copy', `-DoutputDirectory=${folder}`]
  const copied = await run('mvn', [...flags, `-Dartifact=${MAVEN}`], { cwd: folder })
  if (copied.code !== 0) return unavailable(t, `Maven cannot download: ${firstLine(copied)}`)
  const python = await installFromPip(t, join(folder, 'venv'), PIP_OF_MAVEN)
  if (python === undefined) return
  const jar = ['-XX:TieredStopAtLevel=1', '-jar', `openapi-generator-cli-${version}.jar`]
  // One process for all four: starting Java takes longer than generating.
  const globalProperties = Object.fromEntries(
    ['apiTests', 'modelTests', 'apiDocs', 'modelDocs'].map(name => [name, 'false'])
  )
  const configs = NAMES.flatMap(name =>
    [
      { generatorName: 'go', outputDir: `go-${name}` },
      { generatorName: 'python', outputDir: 'python', packageName: name }
    ].map(config => ({ ...config, inputSpec: `${name}.json`, globalProperties }))
  )
  const files = configs.map((_config, at) => `config-${at}.json`)
  await Promise.all(files.map((file, at) => writeFile(join(folder, file), JSON.stringify(configs[at]))))
  const generated = await run('java', [...jar, 'batch', '--fail-fast', ...files], { cwd: folder })
  succeeds(t, generated, 'generates both in Go and Python')
  for (const name of NAMES) {
    const cwd = join(folder, `go-${name}`)
    const apis = (await readdir(cwd)).filter(file => file.startsWith('api_'))
    const texts = await Promise.all(apis.map(file => readFile(join(cwd, file), 'utf8')))
    const methods = operations[name].map(id => `) ${capitalize(id)}(`)
    t.strictSame(without(methods, texts.join('')), [], `${name}: a method for each operation`)
    const built = await run('go', ['build', './...'], { cwd, env: ENVIRONMENT })
    succeeds(t, built, `${name} compiles in Go`)
  }
  const imported = await run(python, ['-c', IMPORT, ...NAMES], { cwd: join(folder, 'python') })
  succeeds(t, imported, 'every Python module can be imported')
})

/** Downloads the documents to a folder, by default a temporary one. */
async function prepare(t: Test, given?: string): Promise<{ folder: string; operations: Operations }> {
  const folder = given ?? (await temporaryFolder(t))
  const operations: Operations = { atlas: [], control: [] }
  for (const name of NAMES) {
    const text = await (await fetch(url + DOCUMENTS[name])).text()
    await writeFile(join(folder, `${name}.json`), text)
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, { operationId: string }>> }
    operations[name] = Object.values(paths).flatMap(methods =>
      Object.values(methods).map(({ operationId }) => operationId)
    )
    t.ok(operations[name].length > 40, `${name}: ${operations[name].length} operations`)
  }
  return { folder, operations }
}

/** Runs a client in a sandbox of its own. */
async function checkSteps(t: Test, command: string, args: readonly string[]): Promise<void> {
  const headers = { authorization: `Bearer ${CONTROL_TOKEN}` }
  const created = await fetch(`${url}/_mock/v1/sandboxes`, { method: 'POST', headers })
  const { id, projects, owner } = (await created.json()) as CreatedSandbox
  const { clientId, clientSecret } = owner.serviceAccount
  const issued = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' })
  })
  const { access_token: token } = (await issued.json()) as { access_token: string }
  const env = { NO_PROXY: '127.0.0.1' }
  const outcome = await run(command, [...args, url, token, CONTROL_TOKEN, projects[0].id, id], { env })
  succeeds(t, outcome, 'runs')
  t.strictSame(outcome.stdout.trimEnd().split('\n'), STEPS)
}

function succeeds(t: Test, outcome: Outcome, step: string): void {
  const { stdout, stderr } = outcome
  const last = (text: string) => text.slice(-2000)
  t.equal(outcome.code, 0, step, { stdout: last(stdout), stderr: last(stderr) })
}

/** Returns the texts that do not occur in another. */
function without(texts: readonly string[], whole: string): string[] {
  return texts.filter(text => !whole.includes(text))
}

function capitalize(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
