import type { IntegrationField } from '../../../../types/wire.d.ts'

/** Returns whether responses redact the field. In a PUT that merges, leaving it empty keeps the value. */
export function isRedacted(field: IntegrationField): boolean {
  const shown = field['x-secret']?.shown
  return shown !== undefined && shown !== 'plain'
}

/** Returns the field's name in responses. */
export function shownName(name: string, field: IntegrationField): string {
  return field['x-shownAs'] ?? name
}

/** Returns whether the form hides the field. What responses show masked are templates, which it shows. */
export function isHidden(field: IntegrationField | undefined): boolean {
  const shown = field?.['x-secret']?.shown
  return shown !== undefined && shown !== 'masked'
}

/** The characters in place of a secret. */
const MASK = '********'

/** Returns a body with a mask in place of the secrets that the form hides. */
export function maskSecrets(
  body: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, IntegrationField>> = {}
): Record<string, unknown> {
  const entries = Object.entries(body).map(([name, value]) => {
    const field = fields[name]
    if (typeof value === 'string' && isHidden(field)) return [name, MASK]
    const items = field?.items?.properties
    return [name, items && Array.isArray(value) ? value.map(item => maskSecrets(item, items)) : value]
  })
  return Object.fromEntries(entries)
}
