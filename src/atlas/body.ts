import { parse as parseContentType } from 'content-type'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AtlasError } from '../errors.ts'

/** Maximum size of a request body, in bytes. */
export const BODY_LIMIT = 1_048_576

const JSON_TYPE = /^application\/(?:json|vnd\.atlas\.[^;+\s]+\+json)$/i

/**
 * Reads and discards every request body. On unknown paths and on operations without a body, the server ignores
 * a body, valid or not.
 */
export function drainBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    payload.on('end', () => done(null))
  })
}

/**
 * Hides the Content-Type from Fastify, which rejects a malformed one before any parser runs, even if no body is
 * read. The raw request keeps the header for the journal and for faults.
 */
export function hideContentType(request: FastifyRequest): void {
  if (request.raw.headers['content-type'] !== undefined) request.headers = { 'content-type': undefined }
}

/** @throws {AtlasError} UNSUPPORTED_MEDIA_TYPE unless the header declares JSON in UTF-8 */
export function checkContentType(header: string | undefined): void {
  if (header !== undefined && isJson(header)) return
  throw new AtlasError('UNSUPPORTED_MEDIA_TYPE', [], { code: 'content-type' })
}

function isJson(header: string): boolean {
  const { type, parameters } = parseContentType(header)
  const charset = parameters['charset']
  return JSON_TYPE.test(type) && (charset === undefined || /^utf-?8$/i.test(charset))
}

/**
 * Parses the request body as JSON.
 *
 * @throws {AtlasError} MALFORMED_JSON if the body is empty or not JSON in UTF-8
 */
export function parseJson({ record }: FastifyRequest): unknown {
  record.enter('body')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(record.body))
  } catch {
    throw new AtlasError('MALFORMED_JSON', [], { code: 'json-malformed' })
  }
}

/**
 * Reads a request body that no parser reads.
 *
 * @returns undefined if the body is missing, larger than {@link BODY_LIMIT}, or incomplete
 */
export async function readBody({ raw }: FastifyRequest): Promise<Buffer | undefined> {
  if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) {
    return undefined
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of raw as AsyncIterable<Buffer>) {
      size += chunk.length
      // Read the rest of a large body too: leaving the loop would destroy the connection.
      if (size <= BODY_LIMIT) chunks.push(chunk)
    }
  } catch {
    return undefined
  }
  return size > 0 && size <= BODY_LIMIT ? Buffer.concat(chunks) : undefined
}
