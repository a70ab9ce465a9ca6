import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import { assetUrl } from '../assets.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { serveLazily, withHead } from '../http/routes.ts'

/** Path of Swagger UI. */
const PAGE_PATH = '/_mock/docs'

/** The document of the build, which is beside the bundle; sources have none beside them. */
const BUILT = new URL('openapi.json', import.meta.url)

/** Registers `/openapi.json` and Swagger UI at `/_mock/docs`. */
export async function openapiPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  let document: Buffer | undefined
  app.route({
    method: withHead('GET'),
    url: '/openapi.json',
    async handler(_request, reply) {
      document ??= existsSync(BUILT) ? readFileSync(BUILT) : await create(context)
      return reply.type('application/json; charset=utf-8').send(document)
    }
  })
  serveLazily(app, [PAGE_PATH, `${PAGE_PATH}/*`], async () => {
    const { default: staticFiles } = await import('@fastify/static')
    const server = Fastify()
    const root = fileURLToPath(assetUrl('dist/swagger-ui'))
    await server.register(staticFiles, { root, prefix: PAGE_PATH, redirect: true })
    await server.ready()
    return server
  })
}

async function create(context: ControlContext): Promise<Buffer> {
  const { createDocument } = await import('./create-document.ts')
  return Buffer.from(JSON.stringify(await createDocument(context)))
}
