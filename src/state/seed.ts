import { existsSync } from 'node:fs'
import type { Seed, SeedProject } from '../../types/seed.d.ts'
import { readAsset } from '../assets.ts'
import { ha1Of, sha256 } from '../auth/digest.ts'
import { describeUnknown } from '../base/ajv.ts'
import { parseTime } from '../base/sources.ts'
import { AtlasError, reasonText, StartError } from '../catalogue/errors.ts'
import { readSettings } from '../integrations/integrations.ts'
import type { ServiceContext } from '../integrations/registry.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import { readEntry } from '../tenancy/access-list.ts'
import { readWindow } from '../tenancy/maintenance-window.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { checkShape, type OrganizationState, type ProjectState, StateError } from './document.ts'
import { importOrganizations } from './import.ts'
import { parseJsonText, readJsonFile } from './json-file.ts'

const BUILT_IN = 'fixtures/seed.json'

/**
 * @param setting path of a file, or the JSON itself; undefined: the built-in seed
 * @returns the seed with its secrets, and the state derived from it
 * @throws {StartError} with the JSON pointer of the error
 */
export async function readSeed(
  setting: string | undefined,
  types: Pick<ServiceContext, 'registry' | 'validator'>
): Promise<{ seed: Seed; organizations: OrganizationState[] }> {
  const seed = setting === undefined ? readAsset<Seed>(BUILT_IN) : await parseSeed(setting)
  return asSeedErrors(() => {
    // The tests validate the built-in seed: it would take a quarter of the startup time.
    const unchecked = (_types: object, _type: string, body: object) => body as IntegrationSettings
    if (setting === undefined) return { seed, organizations: toState(seed, types, unchecked) }
    checkShape('seed', seed)
    return { seed, organizations: toState(seed, types) }
  })
}

/** Inserts the seed into an empty database. @throws {StartError} with the JSON pointer of the error */
export function seedIfEmpty(
  context: Pick<ServiceContext, 'store' | 'registry'>,
  organizations: readonly OrganizationState[]
): void {
  const { store } = context
  asSeedErrors(() =>
    store.transaction(() => {
      if (store.organizations.isEmpty()) importOrganizations(context, organizations)
    })
  )
}

/** Converts a StateError to an error about the seed. @throws {StartError} */
function asSeedErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    throw new StartError(`invalid seed at ${error.path || '/'}: ${error.message}`)
  }
}

/** Reads a seed without checking it. @throws {StartError} if the seed cannot be read */
export async function parseSeed(setting: string): Promise<Seed> {
  if (setting.trimStart().startsWith('{')) return parseJsonText('seed', setting) as Seed
  // A setting that looks like JSON may contain secrets.
  if (/[{\n]/.test(setting) && !existsSync(setting)) {
    throw new StartError('cannot read the seed: neither a file nor JSON that begins with {')
  }
  return (await readJsonFile('seed', setting)) as Seed
}

const CREATED = '2026-01-01T00:00:00Z'

/**
 * Converts a seed to state: secrets to hashes, bodies to settings.
 *
 * @param readSettings returns the stored values of an integration's body; by default, checks the body like that of a
 * request
 * @throws {StateError} with the JSON pointer of the error
 */
export function toState(
  { organizations, created = CREATED }: Seed,
  types: Pick<ServiceContext, 'registry' | 'validator'>,
  readSettings: typeof readSettingsAt = readSettingsAt
): OrganizationState[] {
  if (Number.isNaN(parseTime(created))) throw new StateError('/created', 'is not a valid time')
  const toProject = (
    { id, name, integrations = [], ...bodies }: SeedProject,
    path: string
  ): ProjectState => ({
    id,
    name,
    created,
    ...readProjectDetails(types.validator, bodies, path),
    integrations: integrations.map(({ id, type, ...body }, at) => ({
      id,
      type,
      created,
      settings: readSettings(types, type, body, `${path}/integrations/${at}`)
    }))
  })
  return organizations.map(({ projects = [], apiKeys = [], serviceAccounts = [], ...organization }, at) => ({
    ...organization,
    created,
    projects: projects.map((row, index) => toProject(row, `/organizations/${at}/projects/${index}`)),
    apiKeys: apiKeys.map(({ privateKey, ...key }) => ({ ...key, ha1: ha1Of(key.publicKey, privateKey) })),
    serviceAccounts: serviceAccounts.map(({ clientSecret, ...account }) => ({
      ...account,
      secretHash: sha256(clientSecret)
    }))
  }))
}

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
  { registry, validator }: Pick<ServiceContext, 'registry' | 'validator'>,
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
