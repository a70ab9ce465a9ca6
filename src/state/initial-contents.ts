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
  /** The body of a PATCH, and whether maintenance is scheduled; only then can it be deferred. */
  maintenanceWindow?: object & { maintenanceScheduled?: boolean }
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
  return readAt(path, () => {
    const known = registry.ofPath(type)
    if (known) return readSettings(validator, known, body, 'create').set
    const names = registry.thirdParty.filter(({ facts }) => !facts.rejectedWith).map(({ name }) => name)
    throw new StateError(`${path}/type`, describeUnknown('integration type', type, names))
  })
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
  const { maintenanceScheduled, ...body } = maintenanceWindow ?? {}
  const window = maintenanceWindow && readAt(`${path}/maintenanceWindow`, () => readWindow(validator, body))
  if (maintenanceWindow && !window) {
    throw new StateError(
      `${path}/maintenanceWindow/startASAP`,
      'must not be true: with it, the other attributes are ignored'
    )
  }
  return {
    ...(accessList && {
      accessList: accessList.map((body, at) =>
        readAt(`${path}/accessList/${at}`, () => readEntry(validator, body))
      )
    }),
    ...(window && { maintenanceWindow: { ...window, ...(maintenanceScheduled && { maintenanceScheduled }) } })
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
