import { ha1Of } from '../auth/digest.ts'
import { sha256 } from '../auth/secrets.ts'
import { parseTime } from '../base/sources.ts'
import type { Registry } from '../integrations/registry.ts'
import type { IntegrationSettings } from '../store/integrations.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { failFast, type OrganizationState, type ProjectState, StateError } from './document.ts'
import { type ProjectBodies, readProjectDetails, readSettingsAt } from './initial-contents.ts'
import type { Seed, SeedProject } from './seed-document.ts'

const CREATED = '2026-01-01T00:00:00Z'

/** Converts the bodies in a seed to stored values. @param path JSON pointer */
export interface SeedReaders {
  settings(type: string, body: object, path: string): IntegrationSettings
  details(bodies: ProjectBodies, path: string): ReturnType<typeof readProjectDetails>
}

/** Returns readers that check the bodies as requests do. */
export function checkingReaders(registry: Registry, validator: BodyValidator): SeedReaders {
  return {
    settings: (type, body, path) => readSettingsAt({ registry, validator }, type, body, path),
    details: (bodies, path) => readProjectDetails(validator, bodies, path)
  }
}

/** Converts a seed to state: secrets to hashes, bodies to settings. @throws {StateError} */
export function toState(
  { organizations, created = CREATED }: Seed,
  read: SeedReaders,
  step = failFast
): OrganizationState[] {
  const time = step(() => checkTime(created)) ?? CREATED
  const toProject = (
    { id, name, integrations = [], ...bodies }: SeedProject,
    path: string
  ): ProjectState => ({
    id,
    name,
    created: time,
    ...step(() => read.details(bodies, path)),
    integrations: integrations.map(({ id, type, ...body }, at) => ({
      id,
      type,
      created: time,
      settings: step(() => read.settings(type, body, `${path}/integrations/${at}`)) ?? {}
    }))
  })
  return organizations.map(({ id, name, projects = [], apiKeys = [], serviceAccounts = [] }, at) => ({
    id,
    name,
    created: time,
    projects: projects.map((row, index) => toProject(row, `/organizations/${at}/projects/${index}`)),
    apiKeys: apiKeys.map(({ privateKey, ...key }) => ({ ...key, ha1: ha1Of(key.publicKey, privateKey) })),
    serviceAccounts: serviceAccounts.map(({ clientSecret, ...account }) => ({
      ...account,
      secretHash: sha256(clientSecret)
    }))
  }))
}

function checkTime(created: string): string {
  if (Number.isNaN(parseTime(created))) throw new StateError('/created', 'is not a valid time')
  return created
}
