import { readFileSync } from 'node:fs'
import t from 'tap'
import { createAtlasDocument, createControlDocument } from '../../scripts/openapi/create-document.ts'
import { controlContext } from '../../src/app.ts'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import type { IntegrationType } from '../../src/integrations/registry.ts'
import { ACME, build, call, DEMO, integrations, VERSIONED } from '../app.ts'
import { EXCHANGES } from '../exchange.ts'

type Json = Record<string, unknown>

interface Document {
  openapi: string
  servers: { url: string }[]
  components: {
    schemas: Record<
      string,
      {
        title?: string
        oneOf?: unknown
        discriminator?: { mapping: Record<string, string> }
        properties?: Record<string, unknown>
      }
    >
  }
  paths: Record<string, Record<string, DocumentedOperation>>
}

interface DocumentedOperation {
  operationId: string
  security?: object[]
  parameters: { name: string; in: string; schema: { enum?: string[] } }[]
  requestBody?: {
    required: boolean
    content: Record<string, { examples: Record<string, { value: object }> }>
  }
  responses: Record<string, { content: Record<string, { example?: object; schema?: object }> }>
}

const app = await build(t)
const document = (await createAtlasDocument(app.services)) as Document
const plane = (await createControlDocument(controlContext(app.services))) as Document

t.test('/openapi.json describes the operation like the official document', async t => {
  t.strictSame(document.servers, [{ url: '/' }])

  const operation = document.paths[integrations('{groupId}', '{integrationType}')]?.['post']
  t.equal(operation?.operationId, 'createGroupIntegration')
  const places = operation?.parameters.map(({ in: place, name }) => `${place} ${name}`).sort()
  const query = ['envelope', 'includeCount', 'itemsPerPage', 'pageNum', 'pretty'].map(name => `query ${name}`)
  t.strictSame(places, ['path groupId', 'path integrationType', ...query])
  t.strictSame(operation?.responses['409']?.content['application/json']?.example, {
    detail:
      '(This is just an example, the exception may not be related to this endpoint) Cannot delete organization link while there is active migration in following project ids: 60c4fd418ebe251047c50554',
    error: 409,
    errorCode: 'CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK',
    reason: 'Conflict'
  })
  const names = Object.keys(document.components.schemas)
  for (const name of ['ApiError', 'Datadog', 'Group', 'Link', 'ThirdPartyIntegration']) {
    t.ok(names.includes(name), name)
  }
  t.notOk(names.some(name => name.startsWith('def-')))
  const { schemas } = document.components
  t.notMatch(JSON.stringify(document), /"x-(integration|secret|absent|checks|unenforced|zh|terraform|go)"/)
  t.strictSame(schemas['MicrosoftTeams']?.properties?.['microsoftTeamsWebhookUrl'], {
    type: 'string',
    description: 'Incoming webhook of the channel.',
    example: 'https://webhook.com/****'
  })
  t.match(document.components.schemas['NewRelic']?.properties?.['accountId'], { pattern: '^([0-9a-f]){40}$' })
})

t.test('the document of the control plane contains the accepted names only', async t => {
  t.notMatch(JSON.stringify([document, plane]), /x-(body|checked|requestBody|suggested)/)
  const { ErrorEffect, FaultMatch, OperationId, SandboxBody, Role } = plane.components
    .schemas as unknown as Record<string, Json>
  const enumOf = (schema: Json | undefined, ...keys: string[]): string[] =>
    (keys.reduce((inner, key) => inner?.[key] as Json, schema) as unknown as { enum: string[] }).enum
  const effect = { type: 'reset' }
  const codes = enumOf(ErrorEffect, 'properties', 'errorCode')
  const types = enumOf(FaultMatch, 'properties', 'integrationType')
  const faults = [
    ...codes.map(errorCode => ({ effect: { type: 'error', errorCode } })),
    ...enumOf(OperationId).map(operation => ({ effect, match: { operation } })),
    ...types.map(integrationType => ({ effect, match: { integrationType } }))
  ]
  for (const body of faults) {
    const { status } = await call(app, { method: 'POST', url: '/_mock/v1/faults', body })
    t.equal(status, 201, JSON.stringify(body))
  }
  const named = async (path: string, name: string) =>
    ((await call(app, { url: `/_mock/v1${path}` })).json as { results: Json[] }).results.map(row => row[name])
  t.strictSame(codes, await named('/errors', 'id'))
  const names = app.services.registry.thirdParty.map(({ name }) => name)
  t.strictSame(types, names)
  const items = ['properties', 'projects', 'items', 'properties', 'integrations', 'items']
  const creatable = types.filter(type => type !== 'HIP_CHAT')
  t.strictSame(enumOf(SandboxBody, ...items, 'properties', 'type'), creatable)
  for (const roleName of enumOf(Role, 'properties', 'roleName')) {
    const place = roleName.startsWith('ORG_') ? { orgId: ACME } : { groupId: DEMO }
    const body = { roles: [{ roleName, ...place }] }
    const { status } = await call(app, { method: 'PATCH', url: '/_mock/v1/principals/prjowner', body })
    t.equal(status, 200, roleName)
  }
})

t.test(
  'a document contains every operation of the control plane, and each has all its references',
  async t => {
    for (const { operationId, method, path, acceptsSandbox, query = {}, isOpen } of CONTROL_OPERATIONS) {
      const given = plane.paths[`/_mock/v1${path}`]?.[method.toLowerCase()]
      const queries = [...Object.keys(query), ...(acceptsSandbox ? ['sandbox'] : [])]
      const described = given?.parameters?.filter(({ in: place }) => place === 'query').length ?? 0
      t.strictSame([given?.operationId, described], [operationId, queries.length])
      t.strictSame(given?.security, isOpen ? [] : [{ ControlToken: [] }, {}], operationId)
    }
    for (const { paths, components } of [document, plane]) {
      const references = JSON.stringify([paths, components]).matchAll(/"#\/components\/schemas\/([^"]+)"/g)
      const names = [...new Set([...references].map(([, name = '']) => name))]
      t.strictSame(names.sort(), Object.keys(components.schemas).sort())
    }
    t.strictSame(
      Object.keys(plane.paths).filter(path => !path.startsWith('/_mock/v1/')),
      []
    )
  }
)

t.test('the document of the control plane marks the optional bodies, and the server agrees', async t => {
  for (const [path, methods] of Object.entries(plane.paths)) {
    for (const [method, { requestBody }] of Object.entries(methods)) {
      if (!requestBody) continue
      const url = path.replace('{id}', 'prjowner')
      const { status } = await call(app, { method: method.toUpperCase(), url })
      t.equal(status >= 400, requestBody.required, `${method} ${path}`)
    }
  }
})

t.test('the documents have the smallest and the largest page, and the end of a wait', async t => {
  const list = document.paths[integrations('{groupId}')]?.['get']
  const page = list?.parameters.find(({ name }) => name === 'pageNum')
  // The server also accepts 0.
  t.match(page, { schema: { minimum: 1, maximum: 2_147_483_647 } })
  t.match(plane.paths['/_mock/v1/requests/wait']?.['post']?.responses, { '408': {} })
})

t.test('a discriminator maps every type of an effect to its branch', async t => {
  const { schemas } = plane.components
  const mapping = Object.values(schemas).flatMap(({ discriminator }) =>
    Object.entries(discriminator?.mapping ?? {})
  )
  const types = ['error', 'status', 'rateLimit', 'delay', 'slow', 'reset', 'hangUp', 'truncate', 'empty']
  t.strictSame(
    mapping.map(([type]) => type),
    types
  )
  for (const [type, reference] of mapping) {
    const branch = schemas[reference.replace('#/components/schemas/', '')]
    t.ok((branch?.properties?.['type'] as { enum: string[] } | undefined)?.enum.includes(type), type)
  }
})

t.test('each response has the schema of its body without envelope, and each title one schema', async t => {
  const schemas = Object.values(document.paths).flatMap(methods =>
    Object.values(methods).flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Object.values(content).map(media => ({ at: `${operationId} ${status}`, schema: media.schema }))
      )
    )
  )
  const others = schemas.filter(({ schema }) => schema && Object.keys(schema).join() !== '$ref')
  t.strictSame(others, [])
  t.strictSame(document.paths[integrations('{groupId}')]?.['get']?.responses['200']?.content, {
    [VERSIONED]: { schema: { $ref: '#/components/schemas/PaginatedIntegrationView' } }
  })
  const titles = Object.values(document.components.schemas).flatMap(({ title }) => title ?? [])
  t.equal(new Set(titles).size, titles.length)
})

t.test('the document declares the preview of the operations that have one', async t => {
  const contents = Object.values(document.paths).flatMap(methods =>
    Object.values(methods).flatMap(({ operationId, requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].map(part => ({ operationId, content: part?.content ?? {} }))
    )
  )
  const previews = contents.filter(({ content }) => 'application/vnd.atlas.preview+json' in content)
  // The other operations of the maintenance window have no body.
  t.strictSame(
    [...new Set(previews.map(({ operationId }) => operationId))],
    [
      ...['listOrgLogIntegrations', 'createOrgLogIntegration', 'getOrgLogIntegration'],
      ...['updateOrgLogIntegration', 'deleteOrgLogIntegration'],
      ...['getGroupMaintenanceWindow', 'updateGroupMaintenanceWindow']
    ]
  )
  for (const { operationId, content } of previews) {
    const [version, preview] = Object.values(content)
    t.strictSame(preview, version, operationId)
  }
})

t.test('the document lists the status codes of all exchanges', async t => {
  const operations = Object.entries(document.paths).map(([path, methods]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    methods
  }))
  const undocumented = EXCHANGES.flatMap(({ title, request, response }) => {
    const path = request.path.split('?', 1)[0] ?? ''
    const operation = operations.find(({ pattern }) => pattern.test(path))?.methods[
      request.method.toLowerCase()
    ]
    return !operation || String(response.status) in operation.responses
      ? []
      : [`${response.status}: ${title}`]
  })
  // Only `Prefer` raises it, for all operations.
  t.strictSame(undocumented, [
    '410: returns a reported error that the mock does not raise itself: VERSION_GONE'
  ])
})

t.test('the bodies of types have examples, each of which creates an integration', async t => {
  const examplesOf = (path: string) => {
    const operation = document.paths[path]?.['post']
    return Object.values(operation?.requestBody?.content ?? {})[0]?.examples
  }
  t.equal(examplesOf('/api/atlas/v2/groups'), undefined, 'a body without types has none')
  t.strictSame(Object.keys(examplesOf('/api/atlas/v2/orgs/{orgId}/logIntegrations') ?? {}), [
    'OTEL_LOG_EXPORT'
  ])
  const examples = examplesOf(integrations('{groupId}', '{integrationType}')) ?? {}
  const { registry, integrations: service } = app.services
  const offered = registry.thirdParty.filter(({ facts }) => !facts.rejectedWith)
  t.strictSame(Object.keys(examples).sort(), offered.map(({ name }) => name).sort())
  for (const [name, { value }] of Object.entries(examples)) {
    const type = registry.ofPath(name) as IntegrationType
    service.create({ id: DEMO, orgId: ACME }, type, service.read(type, value))
  }
  t.equal(service.list(DEMO).length, offered.length)
})

t.test(
  'Swagger UI is at /_mock/docs and offers the built documents, none of which requires the token',
  async t => {
    const guarded = await build(t, { settings: { controlToken: 'a-token-of-this-test' } })
    const { text } = await call(app, { url: '/_mock/docs/swagger-initializer.js' })
    const offered = [...text.matchAll(/url: '([^']+)'/g)].map(([, url]) => url)
    for (const [url, name] of [
      ['/openapi.json', 'openapi.json'],
      ['/_mock/openapi.json', 'control-openapi.json']
    ] as const) {
      t.equal(offered.shift(), url)
      const built = readFileSync(new URL(`../../dist/${name}`, import.meta.url), 'utf8')
      t.match(await call(guarded, { url }), { status: 200, text: built }, url)
    }
    const { status, headers } = await call(app, { url: '/_mock/docs' })
    t.match({ status, headers }, { status: 301, headers: { location: '/_mock/docs/' } })
    const page = await call(app, { url: '/_mock/docs/' })
    t.match(page.headers['content-type'], 'text/html')
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file)
    t.ok(files.length > 4)
    for (const file of files) {
      t.equal((await call(app, { url: `/_mock/docs/${file}` })).status, 200, `${file}`)
    }
  }
)
