import { PACKAGE } from '../assets.ts'
import type { Alert, AlertEvent } from './alert.ts'
import { renderHeaders } from './headers.ts'
import { SIGNATURE, sign } from './signature.ts'
import { parseRendered, renderTemplate, TemplateError } from './template.ts'

/** Bytes that the body's template may render (official document). */
const BODY_LIMIT = 16 * 1024

/** Beside the alert's fields the official example of a body's template has it; no page says its values. */
const SEVERITY = 'WARNING'

/** What became of a template: there was none, it was rendered, or the default was sent in its place. */
export type TemplateOutcome = 'none' | 'rendered' | 'default'

/** What a webhook is configured with; undefined: not set. */
export interface WebhookSettings {
  /** Undefined for what is no URL: there is no host then. */
  url: URL | undefined
  secret: string | undefined
  body: string | undefined
  headers: string | undefined
}

/** A request as it goes out. */
export interface AlertRequest {
  method: 'POST'
  /** By their names as they are sent, in their order. */
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** A request, and what became of the templates. */
export interface BuiltRequest {
  request: AlertRequest
  templates: { body: TemplateOutcome; headers: TemplateOutcome; reason: string | null }
}

/** Makes of an alert the request that Atlas would post. */
export function buildRequest(event: AlertEvent, alert: Alert, settings: WebhookSettings): BuiltRequest {
  const reasons: string[] = []
  const values = { severity: SEVERITY, ...alert, eventType: event }
  const attempt = <T>(what: string, template: string | undefined, render: (template: string) => T) => {
    if (template === undefined) return { outcome: 'none' as const }
    try {
      return { outcome: 'rendered' as const, rendered: render(template) }
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      reasons.push(`${what}Template: ${error.message}`)
      return { outcome: 'default' as const }
    }
  }
  const body = attempt('body', settings.body, template => renderBody(template, values))
  const more = attempt('headers', settings.headers, template => renderHeaders(template, values))
  for (const name of more.rendered?.ignored ?? []) {
    reasons.push(`headersTemplate: ${name} cannot be set`)
  }
  const bytes = Buffer.from(body.rendered ?? JSON.stringify(alert))
  const own = ownHeaders(event, bytes, settings)
  return {
    request: { method: 'POST', headers: join(own, more.rendered?.headers ?? {}), body: bytes },
    templates: {
      body: body.outcome,
      headers: more.outcome,
      reason: reasons.length > 0 ? reasons.join('; ') : null
    }
  }
}

function renderBody(template: string, values: Alert): string {
  const text = renderTemplate(template, values, BODY_LIMIT)
  parseRendered(text)
  return text
}

function ownHeaders(
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
 * A template's headers come after the mock's; of those it may replace User-Agent only. Inferred: the OpenAPI
 * document speaks of a default set that is sent instead where a template fails, and Ops Manager has its default
 * headers as variables for templates, so Atlas's template may stand in place of them. Without X-MMS-Signature,
 * which Atlas hides from templates, a receiver could check nothing.
 */
function join(
  own: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>
): Record<string, string> {
  const names = new Set(Object.keys(given).map(name => name.toLowerCase()))
  const kept = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()))
  return Object.fromEntries([...kept, ...Object.entries(given)])
}
