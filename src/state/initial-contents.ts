import { describeUnknown } from '../base/schema-errors.ts'
import { AtlasError, reasonText } from '../catalogue/errors.ts'
import { readSettings } from '../integrations/integrations.ts'
import type { Registry } from '../integrations/registry.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import { readEntry } from '../tenancy/access-list.ts'
import { readWindow } from '../tenancy/maintenance-window.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { type ProjectState, StateError } from './document.ts'

/** Request bodies with details of a new project, in a seed or a sandbox. */
export interface ProjectBodies {
  /** Entries of a POST. */
  accessList?: readonly object[]
  /** The body of a PATCH. */
  maintenanceWindow?: object
}

/**
 * Returns the settings that a POST of the body would store.
 *
 * @param path JSON pointer of the integration
 * @throws {StateError} with the JSON pointer of the attribute that a POST would reject
 */
export function readSettingsAt(
  { registry, validator }: { registry: Registry; validator: BodyValidator },
  type: string,
  body: object,
  path: string
): IntegrationSettings {
  if (!registry.thirdParty.some(({ name }) => name === type)) {
    const names = registry.thirdParty.filter(({ facts }) => !facts.rejectedWith).map(({ name }) => name)
    throw new StateError(`${path}/type`, describeUnknown('integration type', type, names))
  }
  return readAt(path, () => readSettings(validator, registry.ofPath(type), body, 'create').set)
}

/**
 * Returns the details that requests with the bodies would store.
 *
 * @param path JSON pointer of the project
 * @throws {StateError} with the JSON pointer of the attribute that a request would reject
 */
export function readProjectDetails(
  validator: BodyValidator,
  { accessList, maintenanceWindow }: ProjectBodies,
  path: string
): Pick<ProjectState, 'accessList' | 'maintenanceWindow'> {
  return {
    ...(accessList && {
      accessList: accessList.map((body, at) =>
        readAt(`${path}/accessList/${at}`, () => readEntry(validator, body))
      )
    }),
    ...(maintenanceWindow && {
      maintenanceWindow: readAt(`${path}/maintenanceWindow`, () => readWindow(validator, maintenanceWindow))
    })
  }
}

/** Converts the error of a body to a StateError. @param path JSON pointer of the body */
function readAt<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error
    const { reason } = error
    const attribute = 'attribute' in reason ? `/${reason.attribute}` : ''
    throw new StateError(path + attribute, `${error.id} (${reasonText(reason)})`)
  }
}
