import { createHmac } from 'node:crypto'
import type { Delivery } from '../../types/wire.d.ts'
import { PACKAGE } from '../assets.ts'
import type { Alert, AlertEvent } from './alert.ts'
import { renderBody, renderHeaders, TemplateError } from './template.ts'

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

/** A request to a webhook. */
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
  const body = attempt('body', settings.body, template => renderBody(template, values))
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
