import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import type { AtlasFailure } from '../../api/exchange.ts'

/**
 * Returns the field that an error belongs to: the parameters name it, or only this field can raise the error, or the
 * parameters contain the rejected value, or the text names it.
 *
 * @returns undefined: no field
 */
export function faultyField(
  { errorCode, parameters, detail }: AtlasFailure,
  info: IntegrationTypeInfo,
  sent: Readonly<Record<string, unknown>>
): string | undefined {
  const names = Object.keys(info.schema.properties)
  const texts = parameters.map(String)
  const named = names.find(name => texts.includes(name))
  if (named !== undefined) return named
  const candidates = names.filter(name => errorCodesOf(info, name).includes(errorCode))
  if (candidates.length === 1) return candidates[0]
  const preferred = (found: readonly string[]) => found.find(name => candidates.includes(name)) ?? found[0]
  const byValue = names.filter(name => name in sent && texts.includes(String(sent[name])))
  const byText = names.filter(name => new RegExp(`\\b${name}\\b`).test(detail))
  return preferred(byValue) ?? preferred(byText) ?? candidates[0]
}

function errorCodesOf({ schema }: IntegrationTypeInfo, name: string): readonly string[] {
  const field = schema.properties[name]
  const checks = (field?.['x-checks'] ?? []).map(({ error }) => error)
  const absent = field?.['x-absentOnUpdate']
  return absent ? [...checks, absent.error] : checks
}
