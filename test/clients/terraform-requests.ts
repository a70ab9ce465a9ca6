import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import type { Test } from 'tap'
import type { App } from '../../src/app.ts'
import { as, call, type Request, type Response } from '../app.ts'
import { EXCHANGES, OMITTED } from '../exchange.ts'

/** A request of the Terraform provider or the Kubernetes operator. */
export interface ProviderRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/atlas/v2`; below `/api/atlas/v1.0` for version v1.0. */
  path: string
  /** In the media types; by default 2023-01-01. */
  version?: '2023-01-01' | '2023-10-01' | '2024-08-05' | '2025-03-12' | 'preview' | 'v1.0'
  body?: unknown
  /** Expected; by default 200. */
  status?: number
  /** Whether a stub responds, which the document does not contain. */
  isStub?: boolean
}

/** Sends a request and returns the parsed body of the validated response. */
export type Send = <Body>(request: ProviderRequest) => Promise<Body>

/** The OpenAPI document as the schema `mock`, and the paths in it. */
interface Documented {
  ajv: Ajv
  templates: readonly string[]
}

/** Sends a request with credentials. */
export type Authenticated = (request: Request) => Promise<Response>

/**
 * Returns a client that sends requests with the headers of the provider, by default with the API key of the
 * organization's owner. Each response is compared with the mock's OpenAPI document and with the recording of the same
 * request, if there is one.
 */
export async function createSend(
  t: Test,
  app: App,
  authenticated: Authenticated = request => as(app, 'orgowner', request)
): Promise<Send> {
  const document = (await call(app, { url: '/openapi.json' })).json as { paths: object }
  const ajv = new Ajv({ strict: false, allErrors: true, schemas: { mock: document } })
  formats.default(ajv)
  const documented = { ajv, templates: Object.keys(document.paths) }
  return async <Body>(request: ProviderRequest) => {
    const { method, path, version, body, status = 200 } = request
    const url = `/api/atlas/${version === 'v1.0' ? version : 'v2'}${path}`
    const response = await authenticated({ method, url, headers: headersOf(request), body })
    const name = `${method} ${url}`
    t.equal(response.status, status, name, { body: response.text })
    if (!request.isStub) validate(t, documented, request, response)
    compareHeaders(t, name, response)
    return response.json as Body
  }
}

/** The generated resources, all of version 2025-03-12, send a Content-Type without a body, too. */
function headersOf({ version = '2023-01-01', body }: ProviderRequest): Record<string, string> {
  const accept = version === 'v1.0' ? 'application/json' : `application/vnd.atlas.${version}+json`
  return { accept, ...((body !== undefined || version === '2025-03-12') && { 'content-type': accept }) }
}

/** Validates a response against the document; the paths of v1.0 are those of v2. */
function validate(
  t: Test,
  { ajv, templates }: Documented,
  request: ProviderRequest,
  response: Response
): void {
  const name = `${request.method} ${request.path}: as documented`
  const { 'content-type': contentType } = response.headers
  if (response.status === 204 || contentType === undefined) {
    t.equal(response.text, '', name)
    return
  }
  const path = `/api/atlas/v2${request.path.split('?', 1)[0]}`
  const template = templates.find(template => patternOf(template).test(path)) ?? ''
  // The document describes the preview with the version that it precedes.
  const type = String(contentType).replace(';charset=utf-8', '').replace('preview', '2023-01-01')
  const keys = ['paths', template, request.method.toLowerCase(), 'responses', response.status]
  const validator = ajv.getSchema<unknown>(`mock#${pointer([...keys, 'content', type, 'schema'])}`)
  t.ok(validator?.(response.json), name, { type, errors: validator?.errors, body: response.json })
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
}

function pointer(keys: readonly (string | number)[]): string {
  return keys
    .map(key => `/${encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('')
}

/** Compares the names of the headers, and the operation, with those of a recording. */
function compareHeaders(t: Test, request: string, { status, headers }: Response): void {
  const recording = EXCHANGES.find(
    exchange =>
      exchange.evidence === 'recorded' &&
      exchange.response.status === status &&
      placeOf(`${exchange.request.method} ${exchange.request.path}`) === placeOf(request)
  )
  if (!recording) return
  const present = Object.entries(recording.response.headers).filter(([, value]) => value !== null)
  const recorded = present.map(([name]) => name.toLowerCase())
  const sent = Object.keys(headers).filter(name => name !== 'connection' && name !== 'keep-alive')
  const name = `${request}: as recorded`
  t.strictSame(sent.toSorted(), recorded.filter(name => !OMITTED.includes(name)).toSorted(), name)
  t.equal(headers['x-java-method'], recording.response.headers['X-Java-Method'], name)
}

/** Returns a request with placeholders for its ids and addresses. */
function placeOf(request: string): string {
  const path = request.replace(/\?.*$/, '').replace(/(?<=accessList\/)[^/]+/, '{entry}')
  return path.replaceAll(/[0-9a-f]{24}/g, '{id}')
}
