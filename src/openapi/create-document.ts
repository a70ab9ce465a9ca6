import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { PACKAGE, readAsset } from '../assets.ts'
import { OPERATIONS } from '../atlas/operations/operations.ts'
import { atlasRouteSchema } from '../atlas/route-schema.ts'
import { isObject } from '../base/json.ts'
import { CONTROL_PATH } from '../control/sandboxes.ts'
import { KNOWN_NAMES } from '../control-api/known-names.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { CONTROL_OPERATIONS } from '../control-api/operations.ts'
import { controlRouteSchema } from '../control-api/route-schema.ts'
import { CLOCK_YEARS } from '../control-api/routes/clock.ts'
import { readControlSchemas } from '../control-api/schemas.ts'
import { createComponents } from './components.ts'

/** An OpenAPI document, as far as this module reads it. */
interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>
}

interface DocumentedOperation {
  requestBody?: { required: boolean; content: Record<string, Media> }
  responses: Record<string, { content?: Record<string, Media> }>
  /** What Fastify's schema of a body cannot express; removed from the document. */
  'x-requestBody'?: { required?: boolean; examples?: object }
}

interface Media {
  schema?: object
  examples?: object
}

/** Creates the OpenAPI document from the tables of operations. */
export async function createDocument(context: ControlContext): Promise<object> {
  const server = await createDocumentServer(context)
  await server.ready()
  const document = complete(describeChecks(server.swagger() as unknown as Document, context))
  await server.close()
  return document
}

/**
 * Creates a server with the routes that are documented, whose handlers do nothing: @fastify/swagger makes the
 * document of their schemas. Routes that the document omits are not registered: older API versions, HEAD, and the
 * paths of sandboxes.
 */
async function createDocumentServer(context: ControlContext): Promise<FastifyInstance> {
  const { services } = context
  const server = Fastify()
  // The schemas are for the document only.
  server.setValidatorCompiler(() => () => true).setSerializerCompiler(() => JSON.stringify)
  const { info, ...frame } = readAsset<{ openapi: string; info: { title: string } }>('schemas/openapi.json')
  await server.register(swagger, {
    openapi: { ...frame, info: { ...info, version: PACKAGE.version } },
    refResolver: { buildLocalReference: schema => schema['$id'] as string }
  })
  // The operations list the properties of RequestFilter as their parameters.
  const controlSchemas = readControlSchemas().filter(({ $id }) => $id !== 'RequestFilter')
  for (const schema of [...createComponents(services.registry), ...controlSchemas]) server.addSchema(schema)
  const handler = () => {}
  for (const operation of OPERATIONS) {
    const schema = atlasRouteSchema(operation, services)
    server.route({ method: operation.method, url: `/api/atlas/v2${operation.path}`, schema, handler })
  }
  for (const operation of CONTROL_OPERATIONS) {
    const schema = controlRouteSchema(operation, controlSchemas)
    server.route({ method: operation.method, url: CONTROL_PATH + operation.path, schema, handler })
  }
  return server
}

/**
 * Returns a copy of the document with keywords for checks made in code in place of each `x-checked`, and without the
 * keywords for types.
 */
function describeChecks(document: Document, context: ControlContext): Document {
  const { errorCode: _open, ...closed } = KNOWN_NAMES
  const names = new Map<string, readonly string[]>(
    Object.entries(closed).map(([kind, { names }]) => [kind, names(context)])
  )
  return JSON.parse(JSON.stringify(document), (_key, value) => {
    if (!isObject(value)) return value
    const { 'x-checked': kind, 'x-suggested': _names, 'x-body': _body, ...rest } = value
    if (kind === 'clock') return { ...rest, pattern: CLOCK_YEARS }
    const known = names.get(String(kind))
    return known ? { ...rest, enum: rest['nullable'] ? [...known, null] : known } : rest
  })
}

/** Completes request bodies, and removes empty schemas, which Fastify requires for each media type. */
function complete(document: Document): Document {
  for (const operation of Object.values(document.paths).flatMap(methods => Object.values(methods))) {
    const { requestBody, responses, 'x-requestBody': { required = true, examples } = {} } = operation
    delete operation['x-requestBody']
    if (requestBody) requestBody.required = required
    for (const media of Object.values(requestBody?.content ?? {})) if (examples) media.examples = examples
    for (const media of Object.values(responses).flatMap(({ content = {} }) => Object.values(content))) {
      if (Object.keys(media.schema ?? {}).length === 0) delete media.schema
    }
  }
  return document
}
