import { parse as parseContentType } from 'content-type'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AtlasError } from '../errors.ts'

/** Bytes that a body may have. */
export const BODY_LIMIT = 1_048_576

const JSON_TYPE = /^application\/(?:json|vnd\.atlas\.[^;+\s]+\+json)$/i

/**
 * Reads bodies to their end and throws them away: on unknown paths and where an operation has none, what a
 * body is must not matter.
 */
export function drainBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    payload.on('end', () => done(null))
  })
}

/**
 * Hides the Content-Type from Fastify, which refuses an ill-formed one before any parser sees it, even where no
 * body is read. The raw request keeps it: journal and faults look at that one.
 */
export function hideContentType(request: FastifyRequest): void {
  if (request.raw.headers['content-type'] !== undefined) request.headers = { 'content-type': undefined }
}

/**
 * @throws {AtlasError} UNSUPPORTED_MEDIA_TYPE unless the body is JSON by its name, in UTF-8
 */
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
 * Returns a body as JSON.
 *
 * @throws {AtlasError} MALFORMED_JSON for what is not JSON in UTF-8, an empty body included
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
 * Reads a body that nobody reads otherwise.
 *
 * @returns undefined where there is none, where it is larger than allowed, or where the client hangs up in it
 */
export async function readBody({ raw }: FastifyRequest): Promise<Buffer | undefined> {
  if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) {
    return undefined
  }
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of raw as AsyncIterable<Buffer>) {
      size += piece.length
      // Read to its end all the same: leaving the loop would end the connection.
      if (size <= BODY_LIMIT) pieces.push(piece)
    }
  } catch {
    return undefined
  }
  return size > 0 && size <= BODY_LIMIT ? Buffer.concat(pieces) : undefined
}
