import { Authenticator } from './auth/authenticator.ts'
import { Nonces } from './auth/nonces.ts'
import { Tokens } from './auth/tokens.ts'
import { BodyValidator } from './body-validator.ts'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import type { Settings } from './config.ts'
import { isLoopback } from './control/access.ts'
import { Clock } from './control/clock.ts'
import { Control } from './control/control.ts'
import { createRegistry, type Registry, readTypeFiles } from './integrations/registry.ts'
import { createIntegrationService, type IntegrationService } from './integrations/service.ts'
import { createSources, type Machine, type Sources } from './sources.ts'
import { plantSeed, readSeed, type Seed } from './state/seed.ts'
import { asStartError } from './store/database.ts'
import { openStore, type Store } from './store/store.ts'
import { createOrganizationService, type OrganizationService } from './tenancy/organizations.ts'
import { createProjectService, type ProjectService } from './tenancy/projects.ts'
import type { IntegrationTypeFile } from './vocabulary.ts'

/** All that the HTTP surfaces work with, built once for each server. */
export interface Services {
  settings: Settings
  /** Time by the mock's clock. */
  sources: Sources
  catalogue: Catalogue
  registry: Registry
  store: Store
  tokens: Tokens
  authenticator: Authenticator
  integrations: IntegrationService
  projects: ProjectService
  organizations: OrganizationService
  control: Control
  /** The seed in force, with its secrets, for the banner. */
  seed: Seed
}

/**
 * @param machine the machine's time and chance; the mock's clock moves on top of it
 * @param typeFiles the integration types, by default those of the package
 * @throws {StartError} for a database or seed that cannot be used
 */
export function createServices(
  settings: Settings,
  machine: Machine,
  typeFiles?: readonly IntegrationTypeFile[]
): Services {
  const { registry, validator } = typeFiles ? createTypes(typeFiles) : ownTypes()
  const typeRows = registry.types.flatMap(({ facts }) => facts.errors ?? [])
  const catalogue = createCatalogue(typeRows, settings.roleDeniedStatus)
  const { seed, organizations: rows } = readSeed(settings.seed, registry, validator)
  const clock = new Clock(() => machine.now())
  const sources = createSources({ now: orgId => clock.now(orgId), randomBytes: machine.randomBytes })
  const store = openStore(settings.db)
  try {
    const tokens = new Tokens(store.tokens, store.credentials, sources)
    const nonces = new Nonces(sources)
    const token = controlToken(settings, sources)
    const control = new Control({
      store,
      registry,
      validator,
      sources,
      clock,
      nonces,
      tokens,
      seed: rows,
      token,
      caFile: settings.tls ? (settings.tlsCaOut ?? settings.tlsCert) : undefined,
      deliverTo: settings.deliverTo
    })
    if (plantSeed(store, registry, rows) && settings.control) control.state.captureSeed()
    return {
      settings,
      sources,
      catalogue,
      registry,
      store,
      tokens,
      authenticator: new Authenticator(store.credentials, store.principals, nonces, tokens),
      integrations: createIntegrationService(store, registry, validator, sources),
      projects: createProjectService(store, validator, sources),
      organizations: createOrganizationService(store),
      control,
      seed
    }
  } catch (error) {
    store.close()
    throw asStartError(settings.db, error)
  }
}

interface Types {
  registry: Registry
  validator: BodyValidator
}

/** The package's own types; what is compiled for them serves every mock of the process. */
let own: Types | undefined

function ownTypes(): Types {
  own ??= createTypes(readTypeFiles())
  return own
}

function createTypes(files: readonly IntegrationTypeFile[]): Types {
  return { registry: createRegistry(files), validator: new BodyValidator() }
}

/** The token that the control plane wants: on an address that others reach there always is one. */
function controlToken(
  { control, controlToken, host }: Settings,
  { randomBytes }: Sources
): string | undefined {
  if (!control || controlToken !== undefined) return controlToken
  return isLoopback(host) ? undefined : randomBytes(24).toString('base64url')
}
