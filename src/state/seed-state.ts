import type { Seed, SeedProject } from '../../types/seed.d.ts'
import { ha1Of } from '../auth/digest.ts'
import { sha256 } from '../auth/secrets.ts'
import { parseTime } from '../base/sources.ts'
import type { Registry } from '../integrations/registry.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { type OrganizationState, type ProjectState, StateError } from './document.ts'
import { readProjectDetails, readSettingsAt } from './initial-contents.ts'

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
  types: { registry: Registry; validator: BodyValidator },
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
