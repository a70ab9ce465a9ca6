import type { BodyValidator } from '../body-validator.ts'
import { AtlasError, reasonText } from '../errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { readSettings } from '../integrations/service.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import { StateError } from './document.ts'

/**
 * Returns the settings that a POST of the body would store.
 *
 * @param path JSON pointer of the integration
 * @throws {StateError} with the JSON pointer of the attribute that a POST would reject
 */
export function initialSettings(
  { registry, validator }: { registry: Registry; validator: BodyValidator },
  type: string,
  body: object,
  path: string
): IntegrationSettings {
  if (!registry.types.some(({ name }) => name === type)) {
    const names = registry.types.filter(({ facts }) => !facts.refused).map(({ name }) => name)
    throw new StateError(`${path}/type`, `must be one of ${names.join(', ')}`)
  }
  try {
    return readSettings(validator, registry.resolve(type), body, 'create').set
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error
    const { reason } = error
    const attribute = 'attribute' in reason ? `/${reason.attribute}` : ''
    throw new StateError(path + attribute, `${error.id} (${reasonText(reason)})`)
  }
}
