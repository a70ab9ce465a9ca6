import { fileURLToPath } from 'node:url'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { assetUrl, PACKAGE } from '../assets.ts'
import { VERSIONED_TYPE } from '../atlas/media-type.ts'
import { OPERATIONS } from '../atlas/plugin.ts'
import { CONTROL_PATH } from '../control/sandboxes.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { CONTROL_OPERATIONS, OFF_OPERATIONS } from '../control-api/operations.ts'
import { readControlSchemas } from '../control-api/schemas.ts'
import { originOf } from '../request-target.ts'
import type { Services } from '../services.ts'
import { checkedKeywords, enterChecked } from './checked.ts'
import { createComponents } from './components.ts'
import { CONTROL_TAG, describeControl, isOptional } from './control.ts'
import { bodyExamples, describeOperation } from './operations.ts'

/** Path of Swagger UI. */
const PAGE_PATH = '/_mock/docs'

const DESCRIPTION = `A mock of MongoDB Atlas's Administration API for third-party integrations; not affiliated with MongoDB.

Authenticate with a seeded service account: select *Authorize* and enter client id and secret. Swagger UI does not support HTTP Digest; use curl or your client instead.`

/**
 * Creates a server for the OpenAPI document and Swagger UI only. A separate server delays loading until the first
 * request.
 */
export async function createDocumentServer(context: ControlContext): Promise<FastifyInstance> {
  const { services } = context
  const checked = checkedKeywords(context)
  const server = Fastify({ logger: false })
  /* c8 ignore next 2 -- never called: this server does not serve the API */
  server.setValidatorCompiler(() => () => true)
  server.setSerializerCompiler(() => value => JSON.stringify(value))
  await server.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: 'Atlas integrations mock',
        version: PACKAGE.version,
        description: DESCRIPTION,
        license: { name: 'MIT', url: 'https://opensource.org/license/mit' }
      },
      tags: [
        { name: 'Third-Party Integrations', description: 'Integrations of a project with other services.' },
        { name: 'Projects', description: 'Projects; the API calls them groups.' },
        { name: 'Organizations', description: 'Organizations.' },
        {
          name: CONTROL_TAG,
          description: `The mock's own API for tests. Each operation with the parameter \`sandbox\` is also available below \`${CONTROL_PATH}/sandboxes/{id}\`, the \`controlUrl\` of a sandbox, and then applies to that sandbox.`
        }
      ],
      components: {
        securitySchemes: {
          ServiceAccounts: {
            type: 'oauth2',
            description: 'Client credentials of a service account.',
            flows: { clientCredentials: { tokenUrl: '/api/oauth/token', scopes: {} } }
          },
          DigestAuth: {
            type: 'http',
            scheme: 'digest',
            description: 'Public and private key of an API key.'
          },
          ControlToken: { type: 'http', scheme: 'bearer', description: 'Token of the control plane.' }
        }
      },
      security: [{ ServiceAccounts: [] }, { DigestAuth: [] }]
    },
    refResolver: { buildLocalReference: json => String(json['$id']) }
  })
  await server.register(swaggerUi, {
    routePrefix: PAGE_PATH,
    baseDir: fileURLToPath(assetUrl('dist/swagger-ui')),
    logo: null as never,
    uiConfig: { tryItOutEnabled: true },
    transformSpecificationClone: false,
    transformSpecification: (_document, request) =>
      documentFor(server, services, originOf(request, services.settings.publicUrl))
  })
  for (const schema of [...createComponents(services.registry), ...readControlSchemas()]) {
    server.addSchema(enterChecked(schema, checked))
  }
  server.after(() => {
    for (const operation of OPERATIONS) {
      server.route({
        method: operation.method,
        url: `/api/atlas/v2${operation.path}`,
        schema: describeOperation(operation, context),
        /* c8 ignore next -- never called */
        handler: () => undefined
      })
    }
    for (const operation of services.settings.control ? CONTROL_OPERATIONS : OFF_OPERATIONS) {
      server.route({
        method: operation.method,
        url: CONTROL_PATH + operation.path,
        schema: enterChecked(describeControl(operation), checked),
        /* c8 ignore next -- never called */
        handler: () => undefined
      })
    }
  })
  await server.ready()
  return server
}

const INTEGRATION = '#/components/schemas/ThirdPartyIntegration'

/** The parts of the document that {@link documentFor} changes. */
interface Document {
  components: { securitySchemes: { ServiceAccounts: { flows: { clientCredentials: { tokenUrl: string } } } } }
  paths: Record<
    string,
    Record<
      string,
      {
        requestBody?: { required: boolean; content: Record<string, { schema?: { $ref?: string } }> }
        responses: Record<string, { content?: object }>
      }
    >
  >
}

/**
 * Returns the OpenAPI document with absolute URLs, which generated clients need, with an example body of each type,
 * and with the facts that @fastify/swagger drops: the media type of a 204, and whether a body is required.
 */
export function documentFor(server: FastifyInstance, services: Services, base: string): object {
  const document = structuredClone(server.swagger()) as unknown as Document
  document.components.securitySchemes.ServiceAccounts.flows.clientCredentials.tokenUrl = `${base}/api/oauth/token`
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map(operation => ({ path, ...operation }))
  )
  for (const { path, requestBody, responses } of all) {
    // A 204 of Atlas has a Content-Type without a body.
    if (responses['204'] && path.startsWith('/api/')) responses['204'].content = { [VERSIONED_TYPE]: {} }
    const media = requestBody?.content[VERSIONED_TYPE]
    if (media?.schema?.$ref === INTEGRATION) Object.assign(media, { examples: bodyExamples(services) })
    const name = requestBody?.content['application/json']?.schema?.$ref?.split('/').at(-1)
    if (requestBody && name !== undefined) requestBody.required = !isOptional(name)
  }
  return { ...document, servers: [{ url: base }] }
}
