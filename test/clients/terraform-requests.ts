import type { Test } from 'tap'
import type { App } from '../../src/app.ts'
import { as, type Request, type Response } from '../app.ts'

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
}

/** Sends a request and returns the parsed body of the validated response. */
export type Send = <Body>(request: ProviderRequest) => Promise<Body>

/** Sends a request with credentials. */
export type Authenticated = (request: Request) => Promise<Response>

/**
 * Returns a client that sends requests with the headers of the provider, by default with the API key of the
 * organization's owner.
 */
export function createSend(
  t: Test,
  app: App,
  authenticated: Authenticated = request => as(app, 'orgowner', request)
): Send {
  return async <Body>(request: ProviderRequest) => {
    const { method, path, version, body, status = 200 } = request
    const url = `/api/atlas/${version === 'v1.0' ? version : 'v2'}${path}`
    const response = await authenticated({ method, url, headers: headersOf(request), body })
    t.equal(response.status, status, `${method} ${url}`, { body: response.text })
    return response.json as Body
  }
}

/** The generated resources, all of version 2025-03-12, send a Content-Type without a body, too. */
function headersOf({ version = '2023-01-01', body }: ProviderRequest): Record<string, string> {
  const accept = version === 'v1.0' ? 'application/json' : `application/vnd.atlas.${version}+json`
  return { accept, ...((body !== undefined || version === '2025-03-12') && { 'content-type': accept }) }
}
