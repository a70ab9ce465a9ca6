import { parse as parseContentType } from 'content-type'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { findTooDeep } from '../base/json.ts'
import { AtlasError } from '../catalogue/errors.ts'

/** Maximum size of a request body, in bytes. */
export const BODY_LIMIT = 131_072

/** Maximum nesting of a request body. */
const MAX_LEVELS = 64

/** Maximum number of chunks before they are joined. */
const MAX_CHUNKS = 4_096

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** Media types that Fastify certainly accepts. */
const PLAIN_JSON = /^application\/(?:json|vnd\.atlas\.[\w.-]+\+json)$/i

const JSON_TYPE = /^application\/(?:json|vnd\.atlas\.[^;+\s]+\+json)$/i

/** Receives every request body, whatever its Content-Type; the checks of the operation decide whether it is valid. */
export function receiveBodies(app: FastifyInstance, limit = BODY_LIMIT): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request, _payload, done) => readBody(request, limit, done))
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify rejects a malformed Content-Type before the parser runs. The raw request keeps the header.
    const { 'content-type': type } = request.raw.headers
    if (type !== undefined && !PLAIN_JSON.test(type)) request.headers = { 'content-type': undefined }
    done()
  })
}

/** Discards every request body without waiting for it: on unknown paths, the server ignores a body, valid or not. */
export function drainBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null)
  })
}

/** Reads the request body into the record, once; never fails. */
export function receiveBody(request: FastifyRequest): Promise<void> {
  return new Promise(resolve => readBody(request, BODY_LIMIT, () => resolve()))
}

function readBody({ raw, record }: FastifyRequest, limit: number, done: (error: null) => void): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers
  if ((length === undefined && encoding === undefined) || raw.readableEnded) {
    done(null)
    return
  }
  // One over the limit is drained, not stored: unread bytes would end the connection. Its response does not wait.
  if (Number(length) > limit) {
    raw.resume()
    record.body = 'too large'
    done(null)
    return
  }
  let chunks: Buffer[] = []
  let size = 0
  let isSettled = false
  const settle = () => {
    if (isSettled) return
    isSettled = true
    if (!raw.readableEnded) record.body = 'incomplete'
    else if (size > 0) record.body = size > limit ? 'too large' : Buffer.concat(chunks)
    done(null)
  }
  raw.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    // A chunk of one byte takes a hundred bytes of memory.
    if (chunks.length === MAX_CHUNKS) chunks = [Buffer.concat(chunks)]
  })
  raw.on('end', settle).on('error', settle).on('close', settle)
  if (raw.destroyed) settle()
}

/**
 * Returns the body parsed as JSON.
 *
 * @throws {AtlasError} UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or MALFORMED_JSON, also for an empty body
 */
export function parseBody({ record }: FastifyRequest): unknown {
  const { body, received } = record
  const { 'content-type': contentType = '' } = received.headers
  // Most clients send this value.
  if (contentType !== 'application/json') {
    const { type, parameters } = parseContentType(contentType)
    const isJson = JSON_TYPE.test(type) && /^utf-?8$/i.test(parameters['charset'] ?? 'utf-8')
    if (!isJson) throw new AtlasError('UNSUPPORTED_MEDIA_TYPE', [], { code: 'content-type' })
  }
  if (body === 'too large') throw new AtlasError('PAYLOAD_TOO_LARGE', [], { code: 'body-too-large' })
  try {
    const text = UTF8.decode(body instanceof Buffer ? body : undefined)
    if (findTooDeep(text, MAX_LEVELS) === undefined) return JSON.parse(text)
  } catch {
    throw new AtlasError('MALFORMED_JSON', [], { code: 'json-malformed' })
  }
  throw new AtlasError('MALFORMED_JSON', [], { code: 'json-too-deep' })
}

/** The default version of an operation. */
export const VERSION = '2023-01-01'

const PLAIN_CONTENT_TYPE = 'application/json;charset=utf-8'

/** The media types of an operation. */
export interface MediaTypes {
  /** Of its only version. */
  mediaType: string
  /** Date of that version; undefined: {@link VERSION}. */
  version?: string
  /** Whether it also has a preview. */
  hasPreview?: true
}

/** Returns the media type of a version in the official document. @param version a date or `preview` */
export function versionedType(version = VERSION): string {
  return `application/vnd.atlas.${version}+json`
}

/** An API version: the same operations with its own media types. */
export interface ApiVersion {
  /** Below `/api/atlas`. */
  prefix: '/v2' | '/v1.0'
  /** Returns the Content-Type of a response. @throws {AtlasError} INVALID_VERSION_DATE */
  negotiate(accept: string | undefined, mode: 'strict' | 'lenient', types: MediaTypes): string
}

export const API_VERSIONS: readonly ApiVersion[] = [
  { prefix: '/v2', negotiate },
  { prefix: '/v1.0', negotiate: () => 'application/json' }
]

/**
 * Returns the Content-Type of a response, negotiated by RFC 9110 §12.5.1. A date selects the latest version up to
 * it, so every date from an operation's version on selects that version.
 *
 * @throws {AtlasError} INVALID_VERSION_DATE
 */
export function negotiate(
  accept: string | undefined,
  mode: 'strict' | 'lenient',
  { mediaType, version, hasPreview }: MediaTypes
): string {
  // Fast path: nearly every client sends this value.
  if (accept === mediaType) return `${mediaType};charset=utf-8`
  const negotiator = new Negotiator({ headers: { accept } })
  // Checked by name: `*/*` does not include a type that another entry excludes with q=0.
  const acceptsPlain = mode === 'lenient' && negotiator.mediaTypes(['application/json']).length > 0
  for (const type of negotiator.mediaTypes()) {
    if (isVersioned(type, version)) return `${mediaType};charset=utf-8`
    if (hasPreview && type.toLowerCase() === versionedType('preview'))
      return `${type.toLowerCase()};charset=utf-8`
    if (acceptsPlain && isPlain(type)) return PLAIN_CONTENT_TYPE
  }
  throw new AtlasError('INVALID_VERSION_DATE', [], { code: 'version-unknown', mediaType })
}

function isPlain(type: string): boolean {
  return ['*/*', 'application/*', 'application/json'].includes(type.toLowerCase())
}

function isVersioned(type: string, version = VERSION): boolean {
  const date = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/i.exec(type)?.[1]
  return date !== undefined && date >= version && isDate(date)
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
