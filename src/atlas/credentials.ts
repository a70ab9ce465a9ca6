import type { FastifyRequest } from 'fastify'
import { AtlasError } from '../errors.ts'
import type { Services } from '../services.ts'

/**
 * Verifies the credentials of a request. Whether their owner may still use them is checked with the operation.
 *
 * @throws {AtlasError} UNAUTHENTICATED or BEARER_REFUSED
 */
export async function verifyCredentials(
  { record }: FastifyRequest,
  { authenticator }: Services
): Promise<void> {
  try {
    record.proof = await authenticator.verify(record.authorization, record.received)
  } catch (error) {
    if (error instanceof AtlasError) record.settle(undefined, [], 'authentication')
    throw error
  }
}
