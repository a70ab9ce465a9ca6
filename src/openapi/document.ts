import { fileURLToPath } from 'node:url'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { assetUrl, PACKAGE } from '../assets.ts'
import { VERSIONED_TYPE } from '../atlas/media-type.ts'
import { OPERATIONS } from '../atlas/plugin.ts'
import type { ControlContext } from '../control/operation.ts'
import { CONTROL_OPERATIONS, OFF_OPERATIONS } from '../control/operations.ts'
import { CONTROL_PATH } from '../control/sandboxes.ts'
import { readControlSchemas } from '../control/schemas.ts'
import { originOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { checkedKeywords, enterChecked } from './checked.ts'
import { createComponents } from './components.ts'
import { CONTROL_TAG, describeControl, isOptional } from './control.ts'
import { bodyExamples, describeOperation } from './operations.ts'

/** Where Swagger UI is served. */
const PAGE_PATH = '/_mock/docs'

const ABOUT = `A mock of MongoDB Atlas's Administration API for third-party integrations; not affiliated with MongoDB.

Authenticate with a seeded service account: press *Authorize*, fill in client id and secret. Swagger UI does not speak HTTP Digest; use curl or your client for that.`

/**
 * A server that only documents: the operations of the Atlas surface, described to @fastify/swagger. It is
 * apart from the server that answers, so that nothing of it is loaded before somebody asks for it.
 */
export async function createDocumentServer(context: ControlContext): Promise<FastifyInstance> {
  const { services } = context
  const checked = checkedKeywords(context)
  const server = Fastify({ logger: false })
  /* c8 ignore next 2 -- never called: this server documents and answers nothing of the API */
  server.setValidatorCompiler(() => () => true)
  server.setSerializerCompiler(() => value => JSON.stringify(value))
  await server.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: 'Atlas integrations mock',
        version: PACKAGE.version,
        description: ABOUT,
        license: { name: 'MIT', url: 'https://opensource.org/license/mit' }
      },
      tags: [
        { name: 'Third-Party Integrations', description: 'Integrations of a project with other services.' },
        { name: 'Projects', description: 'Projects, which Atlas calls groups here.' },
        { name: 'Organizations', description: 'Organizations.' },
        {
          name: CONTROL_TAG,
          description: `The mock's own: what a test needs beyond Atlas. Each call with the parameter \`sandbox\` is also below \`${CONTROL_PATH}/sandboxes/{id}\`, a sandbox's \`controlUrl\`, and is narrowed to that sandbox there.`
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
        /* c8 ignore next -- likewise */
        handler: () => undefined
      })
    }
    for (const operation of services.settings.control ? CONTROL_OPERATIONS : OFF_OPERATIONS) {
      server.route({
        method: operation.method,
        url: CONTROL_PATH + operation.path,
        schema: enterChecked(describeControl(operation), checked),
        /* c8 ignore next -- likewise */
        handler: () => undefined
      })
    }
  })
  await server.ready()
  return server
}

const INTEGRATION = '#/components/schemas/ThirdPartyIntegration'

/** What of the document {@link documentFor} completes. */
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
 * The OpenAPI document with absolute addresses, as clients generated from it need them, with a body of each type
 * as example, and with what @fastify/swagger drops: the media type of a 204, and which bodies may be left out.
 */
export function documentFor(server: FastifyInstance, services: Services, base: string): object {
  const document = structuredClone(server.swagger()) as unknown as Document
  document.components.securitySchemes.ServiceAccounts.flows.clientCredentials.tokenUrl = `${base}/api/oauth/token`
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map(operation => ({ path, ...operation }))
  )
  for (const { path, requestBody, responses } of all) {
    // A media type without a body, as the answer has it.
    if (responses['204'] && path.startsWith('/api/')) responses['204'].content = { [VERSIONED_TYPE]: {} }
    const media = requestBody?.content[VERSIONED_TYPE]
    if (media?.schema?.$ref === INTEGRATION) Object.assign(media, { examples: bodyExamples(services) })
    const name = requestBody?.content['application/json']?.schema?.$ref?.split('/').at(-1)
    if (requestBody && name !== undefined) requestBody.required = !isOptional(name)
  }
  return { ...document, servers: [{ url: base }] }
}
