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
