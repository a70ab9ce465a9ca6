import type { BodyValidator } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { readSettings } from '../integrations/service.ts'
import { reasonText } from '../reasons.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import { StateFault } from './document.ts'

/**
 * The settings of an integration that is there from the start: what a POST would make of the body.
 *
 * @param path JSON pointer of the integration
 * @throws {StateFault} with the place of what a POST would refuse
 */
export function initialSettings(
  { registry, validator }: { registry: Registry; validator: BodyValidator },
  type: string,
  body: object,
  path: string
): IntegrationSettings {
  if (!registry.types.some(({ name }) => name === type)) {
    const names = registry.types.filter(({ facts }) => !facts.refused).map(({ name }) => name)
    throw new StateFault(`${path}/type`, `must be one of ${names.join(', ')}`)
  }
  try {
    return readSettings(validator, registry.resolve(type), body, 'create').set
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error
    const { reason } = error
    const attribute = 'attribute' in reason ? `/${reason.attribute}` : ''
    throw new StateFault(path + attribute, `${error.id} (${reasonText(reason)})`)
  }
}
