import { existsSync, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { ControlContext } from '../control-api/operation.ts'
import { withHead } from '../http/routes.ts'

/** The document of the build, which is beside the bundle; sources have none beside them. */
const BUILT = new URL('openapi.json', import.meta.url)

/** Registers `/openapi.json`. */
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
}

async function create(context: ControlContext): Promise<Buffer> {
  const { createDocument } = await import('./create-document.ts')
  return Buffer.from(JSON.stringify(await createDocument(context)))
}
