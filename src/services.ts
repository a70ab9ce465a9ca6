import { Authenticator } from './auth/authenticator.ts'
import { Nonces } from './auth/nonces.ts'
import { Tokens } from './auth/tokens.ts'
import { BodyValidator } from './body-validator.ts'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import type { Settings } from './config.ts'
import { createRegistry, type Registry, readTypeFiles } from './integrations/registry.ts'
import { createIntegrationService, type IntegrationService } from './integrations/service.ts'
import { loadSeed, type Seed } from './seed.ts'
import type { Sources } from './sources.ts'
import { openStore, type Store } from './store/store.ts'
import { createOrganizationService, type OrganizationService } from './tenancy/organizations.ts'
import { createProjectService, type ProjectService } from './tenancy/projects.ts'
import type { IntegrationTypeFile } from './vocabulary.ts'

/** All that the HTTP surfaces work with, built once for each server. */
export interface Services {
  settings: Settings
  sources: Sources
  catalogue: Catalogue
  registry: Registry
  store: Store
  tokens: Tokens
  authenticator: Authenticator
  integrations: IntegrationService
  projects: ProjectService
  organizations: OrganizationService
  /** The seed in force, with its secrets, for the banner. */
  seed: Seed
}

/**
 * @param typeFiles the integration types, by default those of the package
 * @throws {StartError} for a database or seed that cannot be used
 */
export function createServices(
  settings: Settings,
  sources: Sources,
  typeFiles: readonly IntegrationTypeFile[] = readTypeFiles()
): Services {
  const registry = createRegistry(typeFiles)
  const typeRows = typeFiles.flatMap(file => file['x-integration'].errors ?? [])
  const catalogue = createCatalogue(typeRows, settings.roleDeniedStatus)
  const store = openStore(settings.db)
  try {
    const validator = new BodyValidator()
    const tokens = new Tokens(store.tokens, sources)
    const authenticator = new Authenticator(store.credentials, store.principals, new Nonces(sources), tokens)
    const integrations = createIntegrationService(store, registry, validator, sources)
    const projects = createProjectService(store, validator, sources)
    const organizations = createOrganizationService(store)
    const seed = loadSeed(settings.seed, store, registry, validator)
    return {
      settings,
      sources,
      catalogue,
      registry,
      store,
      tokens,
      authenticator,
      integrations,
      projects,
      organizations,
      seed
    }
  } catch (error) {
    store.close()
    throw error
  }
}
