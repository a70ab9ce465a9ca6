import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'

/** `/openapi.json` and the page at `/_mock/docs`, both made at their first request. */
export async function openapiPlugin(_app: FastifyInstance, _options: { services: Services }): Promise<void> {}
