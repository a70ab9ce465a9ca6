import { createHmac } from 'node:crypto'
import type { Delivery } from '../../types/wire.d.ts'
import { PACKAGE } from '../assets.ts'
import { isCidr, isWithin } from '../http/addresses.ts'
import type { Alert, AlertEvent } from './alert.ts'
import { renderAlertBody, renderHeaders, TemplateError } from './template.ts'

export const SIGNATURE = 'X-MMS-Signature'

/** Value of `severity`, which the official template example uses; its values are undocumented. */
const SEVERITY = 'WARNING'

/** Settings of a webhook; undefined: not set. */
export interface WebhookSettings {
  /** Undefined if the setting is not a URL. */
  url: URL | undefined
  secret: string | undefined
  body: string | undefined
  headers: string | undefined
}

export interface AlertRequest {
  method: 'POST'
  /** Values by name in sending order. */
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** Returns the request that Atlas would post for an alert, and the results of the templates. */
export function buildRequest(
  event: AlertEvent,
  alert: Alert,
  settings: WebhookSettings
): { request: AlertRequest; templates: Delivery['templates'] } {
  const reasons: string[] = []
  const values = { severity: SEVERITY, ...alert, eventType: event }
  const attempt = <T>(part: string, template: string | undefined, render: (template: string) => T) => {
    if (template === undefined) return { outcome: 'none' as const }
    try {
      return { outcome: 'rendered' as const, rendered: render(template) }
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      reasons.push(`${part}Template: ${error.message}`)
      return { outcome: 'default' as const }
    }
  }
  const body = attempt('body', settings.body, template => renderAlertBody(template, values))
  const headers = attempt('headers', settings.headers, template => renderHeaders(template, values))
  for (const name of headers.rendered?.ignored ?? []) {
    reasons.push(`headersTemplate: ${name} cannot be set`)
  }
  const bytes = Buffer.from(body.rendered ?? JSON.stringify(alert))
  const defaults = defaultHeaders(event, bytes, settings)
  return {
    request: { method: 'POST', headers: merge(defaults, headers.rendered?.headers ?? {}), body: bytes },
    templates: {
      body: body.outcome,
      headers: headers.outcome,
      reason: reasons.length > 0 ? reasons.join('; ') : null
    }
  }
}

function defaultHeaders(
  event: AlertEvent,
  body: Buffer,
  { url, secret }: WebhookSettings
): Record<string, string> {
  return {
    ...(url && { Host: url.host }),
    Connection: 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    'User-Agent': `${PACKAGE.name}/${PACKAGE.version}`,
    'X-MMS-Event': event,
    ...(secret !== undefined && { [SIGNATURE]: sign(body, secret) })
  }
}

/**
 * Returns the Base64 HMAC-SHA1 of a body with the secret as the key.
 * https://www.mongodb.com/docs/atlas/tutorial/webhook-integration/
 */
function sign(body: Buffer, secret: string): string {
  return createHmac('sha1', secret).update(body).digest('base64')
}

/**
 * Appends the template's headers, which can replace User-Agent only. Contradicted: the OpenAPI document mentions a
 * default set for failed templates, and Ops Manager offers its default headers as template variables, so Atlas's
 * template may replace the defaults. Without X-MMS-Signature, which Atlas hides from templates, a receiver could
 * not authenticate the request.
 */
function merge(
  defaults: Readonly<Record<string, string>>,
  rendered: Readonly<Record<string, string>>
): Record<string, string> {
  const names = new Set(Object.keys(rendered).map(name => name.toLowerCase()))
  const kept = Object.entries(defaults).filter(([name]) => !names.has(name.toLowerCase()))
  return Object.fromEntries([...kept, ...Object.entries(rendered)])
}

/** Result of a delivery over the network; only a 2xx is a success (documented). */
type DeliveryResult = NonNullable<Delivery['network']>

/** Milliseconds. */
const TIMEOUT = 5_000

/** Returns whether the host of a URL is listed. @param entries host names in lower case, IP addresses, CIDR ranges */
export function isDestination(entries: readonly string[], url: URL): boolean {
  const hostname = hostnameOf(url)
  return entries.includes(hostname) || isWithin(entries.filter(isCidr), hostname)
}

/**
 * Posts once, without following redirects or reading the response body; never rejects.
 *
 * @param closing aborts when the mock closes
 * @param timeout milliseconds including name resolution
 */
export async function deliver(
  url: URL,
  request: AlertRequest,
  closing: AbortSignal,
  timeout = TIMEOUT
): Promise<DeliveryResult> {
  const start = performance.now()
  const end = (status: number | null, error: string | null): DeliveryResult => {
    return { status, error, duration: Math.round(performance.now() - start) }
  }
  const timer = AbortSignal.timeout(timeout)
  try {
    const status = await post(url, request, AbortSignal.any([timer, closing]))
    return end(status, status >= 200 && status < 300 ? null : 'the response status is not 2xx')
  } catch (error) {
    if (timer.aborted) return end(null, `no response within ${timeout} ms`)
    if (closing.aborted) return end(null, 'the mock was closed')
    // Not the message, which may contain the URL.
    return end(null, `the connection failed: ${(error as NodeJS.ErrnoException).code ?? 'no response'}`)
  }
}

async function post(url: URL, { method, headers, body }: AlertRequest, signal: AbortSignal): Promise<number> {
  // Loaded on demand, as most mocks send nothing. Jest rejects import() of a built-in module.
  const { request: start } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http')
  const options = {
    method,
    headers,
    // Not the URL itself: Node.js would send its user information.
    hostname: hostnameOf(url),
    path: url.pathname + url.search,
    ...(url.port !== '' && { port: url.port }),
    // A new connection that ignores proxy settings of the environment.
    agent: false,
    signal
  }
  return await new Promise((resolve, reject) => {
    const sent = start(options, response => {
      resolve(response.statusCode as number)
      response.destroy()
    })
    sent.on('error', reject)
    sent.on('close', () => reject(new Error('the connection ended without a response')))
    sent.end(body)
  })
}

/** Returns the host name of a URL, IPv6 without brackets. */
export function hostnameOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
