import type { Seed } from '../types/seed.d.ts'
import { AlertConfigs } from './alert-configs/alert-configs.ts'
import { Authenticator } from './auth/authenticator.ts'
import { Nonces } from './auth/digest.ts'
import { Tokens } from './auth/tokens.ts'
import { Clock, createSources, type Sources, type SystemSources } from './base/sources.ts'
import { type Catalogue, createCatalogue } from './catalogue/errors.ts'
import type { IntegrationTypeFile, StreamResource } from './catalogue/vocabulary.ts'
import type { Settings } from './config/config.ts'
import { Control } from './control/control.ts'
import { Faults } from './control/faults.ts'
import { type ServedRoute, Stubs } from './control/stubs.ts'
import { LogAndMetricIntegrations } from './integrations/documents.ts'
import { Integrations } from './integrations/integrations.ts'
import { createRegistry, type Registry, readTypeFiles } from './integrations/registry.ts'
import { Journal, journalCapacity } from './journal/journal.ts'
import { RateCounter } from './rate-limits/rate-limits.ts'
import { readSeed, seedIfEmpty } from './state/seed.ts'
import { asStartError } from './store/database.ts'
import { openStore, type Store } from './store/store.ts'
import { Projects } from './tenancy/projects.ts'
import { BodyValidator } from './validation/body-validator.ts'

export interface Services extends Record<StreamResource, LogAndMetricIntegrations> {
  settings: Settings
  /** Time, random numbers and ids, by the mock's clock. */
  sources: Sources
  catalogue: Catalogue
  registry: Registry
  validator: BodyValidator
  store: Store
  tokens: Tokens
  authenticator: Authenticator
  integrations: Integrations
  alertConfigs: AlertConfigs
  projects: Projects
  journal: Journal
  faults: Faults
  stubs: Stubs
  control: Control
  rates: RateCounter
  /** The seed data with its secrets, for the banner. */
  seed: Seed
}

/**
 * Creates the services and opens the database.
 *
 * @param system time and random numbers below the mock's clock
 * @param routes below `/api`
 * @param typeFiles integration types, by default the package's own
 * @throws {StartError} for a database or seed that cannot be used
 */
export async function createServices(
  settings: Settings,
  system: SystemSources,
  routes: readonly ServedRoute[],
  typeFiles?: readonly IntegrationTypeFile[]
): Promise<Services> {
  packageTypes ??= createTypes(readTypeFiles())
  const { registry, validator } = typeFiles ? createTypes(typeFiles) : packageTypes
  const typeRows = registry.all.flatMap(({ facts }) => facts.errors ?? [])
  const catalogue = createCatalogue(typeRows, settings.roleDeniedStatus)
  const { seed, organizations: seedRows } = await readSeed(settings.seed, { registry, validator })
  const clock = new Clock(system)
  const sources = createSources(system, clock)
  const store = openStore(settings.db)
  try {
    const tokens = new Tokens(store, sources)
    const nonces = new Nonces(sources)
    const rates = new RateCounter(sources)
    const context = { store, sources, registry, validator }
    const journal = new Journal({ maxBytes: journalCapacity() })
    const faults = new Faults(sources)
    const stubs = new Stubs(sources, routes)
    const parts = { journal, faults, stubs, nonces, rates }
    const control = new Control({ ...context, ...parts, settings, clock, seed: seedRows })
    seedIfEmpty(context, seedRows)
    return {
      ...context,
      logIntegrations: new LogAndMetricIntegrations(context, 'logIntegrations'),
      metricIntegrations: new LogAndMetricIntegrations(context, 'metricIntegrations'),
      orgLogIntegrations: new LogAndMetricIntegrations(context, 'orgLogIntegrations'),
      journal,
      faults,
      stubs,
      settings,
      catalogue,
      tokens,
      authenticator: new Authenticator(store, nonces, tokens),
      integrations: new Integrations(context),
      alertConfigs: new AlertConfigs(context),
      projects: new Projects(store, sources, validator),
      control,
      rates,
      seed
    }
  } catch (error) {
    store.close()
    throw asStartError(settings.db, error)
  }
}

/** The package's own types, shared by all mocks of the process: schemas compile only once. */
let packageTypes: ReturnType<typeof createTypes> | undefined

function createTypes(files: readonly IntegrationTypeFile[]) {
  return { registry: createRegistry(files), validator: new BodyValidator() }
}
