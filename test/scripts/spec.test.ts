import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { stringify } from 'yaml'
import { ROOT } from '../cli/process.ts'
import { run, temporaryFolder } from '../clients/run.ts'

const TYPE = 'application/vnd.atlas.2023-01-01+json'
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const PROJECT = {
  in: 'path',
  name: 'groupId',
  required: true,
  schema: { type: 'string', pattern: '^[a-f0-9]{24}$' }
}
const PARAMETERS = [{ $ref: '#/components/parameters/groupId' }]
const METRICS = { CONNECTIONS: ref('Threshold').$ref, RESTARTS: ref('Threshold').$ref }

const OPERATIONS = {
  '/api/atlas/v2/groups/{groupId}/integrations': {
    get: {
      operationId: 'listGroupIntegrations',
      summary: 'Return all.',
      parameters: PARAMETERS,
      responses: {
        200: { description: 'OK', content: { [TYPE]: { schema: ref('Page'), 'x-internal': true } } },
        404: { $ref: '#/components/responses/notFound' }
      },
      'x-rolesRequirements': ['Project Read Only']
    }
  },
  '/api/atlas/v2/groups/{groupId}/integrations/{integrationType}': {
    get: {
      operationId: 'getGroupIntegration',
      parameters: PARAMETERS,
      responses: {
        200: {
          content: {
            [TYPE]: { schema: ref('Integration') },
            'application/vnd.atlas.2030-01-01+json': { schema: ref('Unused') }
          }
        }
      }
    },
    delete: { operationId: 'deleteGroupIntegration', responses: { 204: { content: { [TYPE]: {} } } } }
  },
  '/api/atlas/v2/groups/{projectId}/alertConfigs': {
    post: {
      operationId: 'createGroupAlertConfig',
      requestBody: { required: true, content: { [TYPE]: { schema: ref('GroupAlertsConfig') } } },
      responses: { 201: { content: { [TYPE]: { schema: ref('GroupAlertsConfig') } } } }
    }
  },
  '/api/atlas/v2/groups/{groupId}:migrate': {
    post: {
      operationId: 'migrateGroup',
      responses: {
        200: {
          content: { 'application/vnd.atlas.2031-01-01+json': {}, 'application/vnd.atlas.preview+json': {} }
        }
      }
    }
  },
  '/api/atlas/v2/groups/{id}/clusters': {
    post: {
      operationId: 'createGroupCluster',
      tags: ['Clusters'],
      summary: 'Create One Cluster in One Project',
      responses: { 201: { content: { 'application/vnd.atlas.2024-08-05+json': {}, [TYPE]: {} } } }
    }
  },
  '/api/atlas/v2/groups/{groupId}/backup': {
    get: { operationId: 'notServed', responses: { 200: { content: { [TYPE]: { schema: ref('Unused') } } } } }
  }
}

const SCHEMAS = {
  Page: { type: 'object', properties: { results: { type: 'array', items: ref('Integration') } } },
  Integration: {
    title: 'One',
    oneOf: [ref('Datadog'), ref('Slack')],
    discriminator: { propertyName: 'type', mapping: { DATADOG: ref('Datadog').$ref } },
    properties: { type: { type: 'string' } },
    required: ['type']
  },
  Datadog: {
    allOf: [
      ref('Integration'),
      {
        properties: {
          region: { enum: ['US', 'EU'], type: 'string', example: 'US', description: 'Region.' },
          description: { type: 'string' }
        }
      }
    ],
    required: ['region']
  },
  Slack: { properties: { apiToken: { type: 'string', pattern: '^x' } }, required: ['apiToken'] },
  Unused: { type: 'object' },
  GroupAlertsConfig: { oneOf: [ref('Host'), ref('HostMetric')] },
  Host: { properties: { eventTypeName: { oneOf: [ref('HostEvents')] }, threshold: { type: 'object' } } },
  HostEvents: { enum: ['HOST_DOWN', 'HOST_EXPOSED'], type: 'string' },
  HostMetric: {
    properties: {
      eventTypeName: { enum: ['OUTSIDE_METRIC_THRESHOLD'], type: 'string' },
      metricThreshold: ref('HostMetricThreshold')
    }
  },
  HostMetricThreshold: {
    oneOf: [ref('Threshold')],
    discriminator: { propertyName: 'metricName', mapping: METRICS },
    properties: { metricName: { type: 'string' } }
  },
  Threshold: { type: 'object' }
}

const DOCUMENT = {
  openapi: '3.0.1',
  info: { title: 'Small', version: '2.0', 'x-xgen-sha': 'abc' },
  servers: [{ url: 'https://cloud.mongodb.com' }],
  security: [{ DigestAuth: [] }],
  paths: OPERATIONS,
  components: {
    parameters: { groupId: PROJECT },
    responses: { notFound: { description: 'Not found.' } },
    schemas: SCHEMAS,
    securitySchemes: { DigestAuth: { type: 'http', scheme: 'digest' } }
  }
}

const ALERT_TYPES = {
  description: 'Kept.',
  notInDocument: { metrics: ['FLEX_OPCOUNTER_TOTAL'] },
  eventTypes: { HOST_DOWN: { threshold: 'required' }, REMOVED: {} },
  metrics: ['REMOVED']
}

/** Creates a folder with alert types and the extract of the document. @returns what runs the command there */
async function start(t: Test) {
  const folder = await temporaryFolder(t)
  const write = (file: string, content: string | Buffer) => writeFileSync(join(folder, file), content)
  for (const name of ['fixtures', 'schemas']) mkdirSync(join(folder, name))
  write('schemas/alert-types.json', JSON.stringify(ALERT_TYPES))
  write('small.json', JSON.stringify(DOCUMENT))
  const spec = (...args: string[]) =>
    run(process.execPath, [join(ROOT, 'scripts/spec.ts'), ...args], { cwd: folder })
  t.strictSame(await spec('small.json'), { code: 0, stdout: '', stderr: '' })
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  return { spec, write, read }
}

t.test('npm run spec', async t => {
  const { spec, write, read } = await start(t)
  t.test('writes the facts about operations, the alert types, and the unmocked operations', async t => {
    const { paths, components, ...frame } = read('fixtures/official-openapi.json')
    t.strictSame(frame, {
      'x-source':
        'Facts from the OpenAPI document of the MongoDB Atlas Administration API, https://github.com/mongodb/openapi. Made by `npm run spec`; scripts/official-document.ts states the rules.',
      openapi: '3.0.1',
      info: { version: '2.0', 'x-xgen-sha': 'abc' },
      servers: [{ url: 'https://cloud.mongodb.com' }],
      security: [{ DigestAuth: [] }]
    })
    t.strictSame(paths, {
      '/api/atlas/v2/groups/{groupId}/integrations': {
        get: {
          operationId: 'listGroupIntegrations',
          parameters: PARAMETERS,
          responses: {
            200: { content: { [TYPE]: { schema: ref('Page') } } },
            404: { $ref: '#/components/responses/notFound' }
          },
          'x-rolesRequirements': ['Project Read Only'],
          'x-versions': ['2023-01-01']
        }
      },
      '/api/atlas/v2/groups/{groupId}/integrations/{integrationType}': {
        get: {
          operationId: 'getGroupIntegration',
          parameters: PARAMETERS,
          responses: { 200: { content: { [TYPE]: { schema: ref('Integration') } } } },
          'x-versions': ['2023-01-01', '2030-01-01']
        },
        delete: {
          operationId: 'deleteGroupIntegration',
          responses: { 204: { content: { [TYPE]: {} } } },
          'x-versions': ['2023-01-01']
        }
      },
      '/api/atlas/v2/groups/{projectId}/alertConfigs': {
        post: {
          ...OPERATIONS['/api/atlas/v2/groups/{projectId}/alertConfigs'].post,
          'x-versions': ['2023-01-01']
        }
      }
    })
    t.strictSame(components, {
      securitySchemes: DOCUMENT.components.securitySchemes,
      parameters: { groupId: PROJECT },
      responses: { notFound: {} },
      schemas: {
        Datadog: {
          required: ['region', 'type'],
          properties: {
            type: { type: 'string' },
            region: { enum: ['US', 'EU'], type: 'string' },
            description: { type: 'string' }
          }
        },
        GroupAlertsConfig: SCHEMAS.GroupAlertsConfig,
        Host: { properties: { eventTypeName: { type: 'string' }, threshold: { type: 'object' } } },
        HostMetric: {
          properties: { eventTypeName: { type: 'string' }, metricThreshold: ref('HostMetricThreshold') }
        },
        HostMetricThreshold: { properties: { metricName: { type: 'string' } } },
        Integration: SCHEMAS.Integration,
        Page: SCHEMAS.Page,
        Slack: SCHEMAS.Slack
      }
    })
    t.strictSame(read('schemas/alert-types.json'), {
      ...ALERT_TYPES,
      eventTypes: {
        HOST_DOWN: { threshold: 'required' },
        HOST_EXPOSED: { threshold: 'optional' },
        OUTSIDE_METRIC_THRESHOLD: { metricThreshold: 'optional' }
      },
      metrics: ['CONNECTIONS', 'FLEX_OPCOUNTER_TOTAL', 'RESTARTS']
    })
    t.strictSame(read('schemas/unmocked-operations.json'), {
      createGroupCluster: {
        method: 'POST',
        path: '/groups/{id}/clusters',
        tag: 'Clusters',
        summary: 'Create One Cluster in One Project',
        success: { status: 201 }
      },
      migrateGroup: {
        method: 'POST',
        path: '/groups/{groupId}:migrate',
        version: '2031-01-01',
        success: { status: 200 }
      },
      notServed: {
        method: 'GET',
        path: '/groups/{groupId}/backup',
        success: { status: 200, schema: 'Unused' }
      }
    })
  })

  t.test('prints a line for each change, and none for the same document', async t => {
    write('small.yaml', stringify(DOCUMENT))
    t.strictSame(await spec('--check', 'small.yaml'), { code: 0, stdout: '', stderr: '' })

    const changed = structuredClone(DOCUMENT)
    const list = changed.paths['/api/atlas/v2/groups/{groupId}/integrations'].get
    const one = changed.paths['/api/atlas/v2/groups/{groupId}/integrations/{integrationType}']
    const { schemas, parameters } = changed.components
    Reflect.deleteProperty(one, 'delete')
    const {
      '/api/atlas/v2/groups/{groupId}:migrate': migrate,
      '/api/atlas/v2/groups/{id}/clusters': clusters
    } = changed.paths
    Object.assign(one, { patch: { operationId: 'updateGroupIntegration', responses: {} } })
    Reflect.deleteProperty(migrate, 'post')
    Reflect.deleteProperty(clusters.post.responses[201].content, TYPE)
    Object.assign(one.get.responses[200].content, { 'application/vnd.atlas.2031-01-01+json': {} })
    list['x-rolesRequirements'] = ['Project Owner']
    Reflect.deleteProperty(list.responses, 404)
    parameters.groupId.schema.pattern = '^[a-f0-9]{32}$'
    Object.assign(schemas.Datadog.allOf[1] ?? {}, {
      properties: { region: { enum: ['EU', 'AP1'], type: 'string' }, description: { type: 'string' } }
    })
    Object.assign(schemas.Slack.properties, { teamName: { type: 'string' } })
    schemas.Slack.required = []
    schemas.HostEvents.enum.push('HOST_UP')
    Reflect.deleteProperty(schemas.HostMetricThreshold.discriminator.mapping, 'RESTARTS')
    // Neither texts nor operations on paths that the mock does not have are changes.
    Object.assign(changed.paths, { '/api/atlas/v2/new': { get: { operationId: 'new', responses: {} } } })
    Reflect.deleteProperty(changed.paths, '/api/atlas/v2/groups/{groupId}/backup')
    list.summary = 'Return every one.'
    schemas.Unused.type = 'string'
    write('changed.json.gz', gzipSync(JSON.stringify(changed)))
    t.strictSame(await spec('--check', 'changed.json.gz'), {
      code: 1,
      stdout: [
        'listGroupIntegrations: responses/404: removed {} (schemas/operations.json)',
        'listGroupIntegrations: x-rolesRequirements: added "Project Owner", removed "Project Read Only" (schemas/operations.json)',
        'listGroupIntegrations, getGroupIntegration: parameters/path groupId/schema/pattern: "^[a-f0-9]{24}$" → "^[a-f0-9]{32}$" (schemas/parameters.json)',
        'getGroupIntegration: x-versions: added "2031-01-01" (schemas/operations.json)',
        'deleteGroupIntegration: removed (schemas/operations.json)',
        'Datadog: properties/region/enum: added "AP1", removed "US" (schemas/integrations/DATADOG.json)',
        'Slack: properties/teamName: added {"type":"string"} (schemas/integrations/SLACK.json)',
        'Slack: required: removed "apiToken" (schemas/integrations/SLACK.json)',
        'event type HOST_UP: added (schemas/alert-types.json)',
        'metric RESTARTS: removed (schemas/alert-types.json)',
        'POST /groups/{id}/clusters, not mocked: changed (schemas/unmocked-operations.json)',
        'POST /groups/{groupId}:migrate, not mocked: removed (schemas/unmocked-operations.json)',
        'PATCH /groups/{groupId}/integrations/{integrationType}, not mocked: added (schemas/unmocked-operations.json)',
        ''
      ].join('\n'),
      stderr: ''
    })
  })

  t.test('rejects other arguments and files', async t => {
    write('other.json', '{}')
    const rejected: [string[], RegExp][] = [
      [[], /^usage: npm run spec -- \[--check\] FILE/],
      [['--check', 'other.json'], /^other\.json is not an OpenAPI document\n$/],
      [['absent.json'], /^ENOENT/]
    ]
    for (const [args, stderr] of rejected)
      t.match(await spec(...args), { code: 2, stdout: '', stderr }, args.join(' '))
  })
})
