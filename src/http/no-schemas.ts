import type { FastifyServerOptions } from 'fastify'

function refuse(): never {
  throw new Error('a route has a schema, and what compiles it is not loaded')
}

/** For a server whose routes have no schemas: what would compile them takes a tenth of its start. */
export const NO_SCHEMAS = {
  compilersFactory: { buildValidator: refuse, buildSerializer: refuse }
} satisfies FastifyServerOptions['schemaController']
