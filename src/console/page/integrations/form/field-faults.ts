import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import type { AtlasFailure } from '../../atlas/exchange.ts'

/**
 * The field that an error is about: Atlas names it in the parameters, or the type's file says which field the
 * error belongs to, or the parameters hold the value that was refused.
 *
 * @returns undefined for an error that is about none
 */
export function faultyField(
  failure: AtlasFailure,
  info: IntegrationTypeInfo,
  sent: Readonly<Record<string, unknown>>
): string | undefined {
  const { errorCode, parameters } = failure
  const names = Object.keys(info.schema.properties)
  const said = parameters.map(String)
  const named = names.find(name => said.includes(name))
  if (named !== undefined) return named
  const owners = names.filter(name => raises(info, name).includes(errorCode))
  if (owners.length === 1) return owners[0]
  const holders = names.filter(name => name in sent && said.includes(String(sent[name])))
  if (holders.length > 0) return holders.find(name => owners.includes(name)) ?? holders[0]
  const inText = names.filter(name => new RegExp(`\\b${name}\\b`).test(failure.detail))
  return inText.find(name => owners.includes(name)) ?? inText[0] ?? owners[0]
}

function raises({ schema }: IntegrationTypeInfo, name: string): readonly string[] {
  const field = schema.properties[name]
  const checks = (field?.['x-checks'] ?? []).map(({ error }) => error)
  const absent = field?.['x-absentOnUpdate']
  return absent ? [...checks, absent.error] : checks
}
