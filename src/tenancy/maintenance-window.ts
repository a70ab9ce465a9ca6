import type { MaintenanceWindow } from '../../types/state.d.ts'
import { isObject } from '../base/json.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { Project } from '../store/projects.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import type { BodyValidator } from '../validation/body-validator.ts'

/** The body of a PATCH. */
type WindowBody = Partial<MaintenanceWindow> & {
  protectedHours?: Partial<MaintenanceWindow['protectedHours']>
}

/** Times that a deferral is possible (documented in the error's text). */
const MAX_DEFERRALS = 2

interface Range {
  min: number
  max: number
  error: string
}

const DAYS: Range = { min: 1, max: 7, error: 'ATLAS_INVALID_MAINTENANCE_WINDOW_DAY_OF_WEEK' }

const HOURS: Range = { min: 0, max: 23, error: 'ATLAS_INVALID_MAINTENANCE_WINDOW_HOUR_OF_DAY' }

/**
 * Validates a body and returns the window with its values. An update resets the deferrals (documented), and with a day
 * or an hour it removes the protected hours that it does not contain (reported).
 *
 * @param current the window before the update
 * @returns the current window if the body starts maintenance at once: Atlas ignores its other attributes
 * @throws {AtlasError} for the first validation error
 */
export function readWindow(
  validator: BodyValidator,
  body: unknown,
  current?: MaintenanceWindow
): MaintenanceWindow | undefined {
  if (isObject(body) && body['startASAP'] === true) return current
  const set = validator.validate(bodySchema('GroupMaintenanceWindow'), body, 'create').set as WindowBody
  const { numberOfDeferrals: _, protectedHours: stored, ...before } = current ?? {}
  const { protectedHours, ...sent } = set
  const window = { ...before, ...sent }
  const dayOfWeek = readTime('dayOfWeek', window.dayOfWeek, DAYS)
  const hourOfDay = readTime('hourOfDay', window.hourOfDay, HOURS)
  const isMoved = sent.dayOfWeek !== undefined || sent.hourOfDay !== undefined
  const kept = isMoved ? undefined : stored
  return { ...window, dayOfWeek, hourOfDay, ...readProtectedHours(protectedHours ?? kept) }
}

/** Returns a day or an hour. @throws {AtlasError} if it is missing or out of its range */
function readTime(attribute: string, value: number | undefined, { min, max, error }: Range): number {
  if (value === undefined) throw new AtlasError(error, [], { code: 'attribute-missing', attribute })
  if (value < min || value > max) throw new AtlasError(error, [], { code: 'attribute-format', attribute })
  return value
}

/** Returns the protected hours; none for an empty object, which clients send to remove them. */
function readProtectedHours(hours: WindowBody['protectedHours']): Pick<MaintenanceWindow, 'protectedHours'> {
  if (hours === undefined || Object.keys(hours).length === 0) return {}
  const { startHourOfDay, endHourOfDay } = hours
  const attribute = 'protectedHours'
  if (startHourOfDay === undefined || endHourOfDay === undefined) {
    throw new AtlasError('INVALID_JSON_ATTRIBUTE', [attribute], { code: 'attribute-incomplete', attribute })
  }
  for (const hour of [startHourOfDay, endHourOfDay]) readTime(attribute, hour, HOURS)
  return { protectedHours: { startHourOfDay, endHourOfDay } }
}

/** Returns the window with automatic deferral turned on or off. @throws {AtlasError} if the project has none */
export function toggleAutoDefer(project: Project): MaintenanceWindow {
  const window = requireWindow(project)
  return { ...window, autoDeferOnceEnabled: !window.autoDeferOnceEnabled }
}

/**
 * Returns the window with one more deferral.
 *
 * @throws {AtlasError} if the project has none, no maintenance is scheduled, or there are too many deferrals
 */
export function deferOnce(project: Project): MaintenanceWindow {
  const window = requireWindow(project)
  const { maintenanceScheduled = false, numberOfDeferrals = 0 } = window
  if (!maintenanceScheduled) {
    throw new AtlasError('ATLAS_MAINTENANCE_NOT_SCHEDULED', [], { code: 'maintenance-unscheduled' })
  }
  if (numberOfDeferrals < MAX_DEFERRALS) return { ...window, numberOfDeferrals: numberOfDeferrals + 1 }
  throw new AtlasError('ATLAS_NUM_MAINTENANCE_DEFERRALS_EXCEEDED', [], { code: 'deferrals-exceeded' })
}

function requireWindow({ maintenanceWindow }: Project): MaintenanceWindow {
  if (maintenanceWindow) return maintenanceWindow
  throw new AtlasError('ATLAS_MAINTENANCE_WINDOW_NOT_DEFINED', [], { code: 'window-undefined' })
}

/** Returns a project's window as Atlas represents it, with day and hour 0 if there is none. */
export function presentWindow({ maintenanceWindow: window }: Project): object {
  const { startHourOfDay, endHourOfDay } = window?.protectedHours ?? {}
  return {
    autoDeferOnceEnabled: window?.autoDeferOnceEnabled ?? false,
    dayOfWeek: window?.dayOfWeek ?? 0,
    hourOfDay: window?.hourOfDay ?? 0,
    numberOfDeferrals: window?.numberOfDeferrals ?? 0,
    ...(window?.protectedHours && { protectedHours: { endHourOfDay, startHourOfDay } }),
    startASAP: window?.startASAP ?? false,
    timeZoneId: 'UTC'
  }
}
