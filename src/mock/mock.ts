import type { Seed, SeedApiKey, SeedServiceAccount } from '../../types/seed.d.ts'
import type { CreatedSandbox, IntegrationTypeInfo, RecordedRequest, SandboxBody } from '../../types/wire.d.ts'
import { type App, buildApp, controlContext } from '../app.ts'
import { StartError } from '../catalogue/errors.ts'
import { clientEnvironment } from '../client/environment.ts'
import { checkSettings, DEFAULTS, readEnvironment, type Settings } from '../config/config.ts'
import { ControlProblem } from '../control/problem.ts'
import { describeUnknownPaths } from '../journal/describe.ts'
import { presentEntry } from '../journal/present-entry.ts'
import { projectOf, seededPrincipals } from '../state/seeded.ts'
import { createInject, type InjectRequest, type InjectResponse } from './caller.ts'
import { ControlPlane, createFunctions } from './control-plane.ts'

/** Settings of the command only. */
const COMMAND_SETTINGS = [
  'tls',
  'tlsCert',
  'tlsKey',
  'tlsCaOut',
  'import',
  'exportOnExit',
  'stubs',
  'faults'
] as const

/** Settings, all optional. A list may also be a text with commas, as in its variable. */
type SettingOptions<Given> = {
  [Key in keyof Given]?: Given[Key] extends readonly string[] | undefined ? Given[Key] | string : Given[Key]
}

/** Settings of a mock, and options that only a program can set. */
export interface MockOptions
  extends SettingOptions<Omit<Settings, (typeof COMMAND_SETTINGS)[number] | 'seed'>> {
  /** Certificate and key in PEM, to serve HTTPS. */
  tls?: { cert: string; key: string }
  /** The seed, the path of a seed file, or the JSON itself. */
  seed?: Seed | string
  /** Whether to listen on a port, default true; `inject` works without. */
  listen?: boolean
}

/** Seeded API keys and service accounts by id. */
export interface MockCredentials {
  /** API keys by public key. */
  apiKeys: Record<string, SeedApiKey>
  /** Service accounts by client id. */
  serviceAccounts: Record<string, SeedServiceAccount>
}

/** An organization for one test, with its own control plane. */
export interface SandboxHandle extends CreatedSandbox, ControlPlane {
  /** Removes the sandbox and its contents, if they are still there. */
  remove(): void
}

/** A mock in this process. */
export interface Mock extends ControlPlane {
  /** Base URL without a trailing slash. */
  url: string
  /** Seeded API keys and service accounts. */
  credentials: MockCredentials
  /** Bearer token of the control plane over HTTP; undefined on loopback: not required. */
  controlToken: string | undefined
  /** Returns environment variables for the official clients. @param id of a seeded API key or service account */
  environment(id: string): Record<string, string>
  /** Creates an organization for one test. */
  sandbox(body?: SandboxBody): SandboxHandle
  /** Returns every type of third-party, log and metric integrations. */
  types(): IntegrationTypeInfo[]
  /** Sends a request without a network connection. */
  inject(request: InjectRequest): Promise<InjectResponse>
  /**
   * Stops the mock and aborts pending requests.
   *
   * @throws {Error} with `unknownPaths: 'fail'`, if there were requests outside the mocked paths
   */
  close(): Promise<void>
  /** Stops the mock at the end of `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a mock in this process; by default on a free port of 127.0.0.1, without logs, with the built-in seed, in
 * memory.
 *
 * @throws {StartError} for an unusable port, database, seed or certificate
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  const { listen = true, tls, seed, ...given } = options
  const commandOnly = Object.keys(given).find(key => COMMAND_SETTINGS.some(name => name === key))
  if (commandOnly !== undefined) throw new StartError(`${commandOnly} is only available in the command`)
  const calls = given.control === false ? undefined : readEnvironment()['ATLAS_MOCK_CALLS']
  const values = { calls, seed: typeof seed === 'object' ? JSON.stringify(seed) : seed, ...given }
  const settings = checkSettings(values, { ...DEFAULTS, port: 0, logLevel: 'silent' })
  if (tls !== undefined && !(tls.cert && tls.key)) throw new StartError('tls must be { cert, key } in PEM')
  return createMock(await buildApp({ tls, settings: { ...settings, tls: tls !== undefined }, listen }))
}

function createMock(app: App): Mock {
  const { server, services, url } = app
  const context = controlContext(services)
  const origin = services.settings.publicUrl ?? url
  const call = createFunctions(context, origin)
  const unknownPaths = collectUnknownPaths(app)
  const close = async () => {
    server.server.closeAllConnections()
    await server.close()
    // Only once: a test may close the mock twice.
    const requests = unknownPaths.splice(0)
    if (requests.length === 0) return
    const ids = requests.map(({ id }) => id)
    const lines = describeUnknownPaths(ids, id => requests.find(request => request.id === id))
    throw new Error(lines.join('\n'))
  }
  return Object.assign(new ControlPlane(call), {
    url,
    credentials: credentialsOf(app),
    controlToken: services.control.token,
    environment: (id: string) => environmentOf(app, id),
    sandbox(body?: SandboxBody) {
      const sandbox = call.createSandbox(body)
      const plane = new ControlPlane(createFunctions(context, origin, sandbox.id))
      const remove = () => {
        try {
          call.deleteSandbox(sandbox.id)
        } catch (error) {
          // A test may have removed it or reset the mock (404), or closed the mock (503).
          if (!(error instanceof ControlProblem && [404, 503].includes(error.status))) throw error
        }
      }
      return Object.assign(plane, sandbox, { remove })
    },
    types: call.listIntegrationTypes,
    inject: createInject(app),
    close,
    [Symbol.asyncDispose]: close
  })
}

/** Maximum number of requests outside the mocked paths to keep. */
const MAX_UNKNOWN_PATHS = 100

/**
 * Collects the requests outside the mocked paths, if they fail verifications; a reset between two tests must not hide
 * them.
 *
 * @returns a list that grows
 */
function collectUnknownPaths({ services: { control, journal, registry } }: App): RecordedRequest[] {
  const requests: RecordedRequest[] = []
  const fails = control.failing()
  if (fails) {
    journal.subscribe(entry => {
      if (requests.length < MAX_UNKNOWN_PATHS && fails(entry)) requests.push(presentEntry(entry, registry))
    })
  }
  return requests
}

function credentialsOf({ services }: App): MockCredentials {
  const { organizations } = services.seed
  const apiKeys = organizations.flatMap(organization => organization.apiKeys ?? [])
  const accounts = organizations.flatMap(organization => organization.serviceAccounts ?? [])
  return {
    apiKeys: Object.fromEntries(apiKeys.map(key => [key.publicKey, key])),
    serviceAccounts: Object.fromEntries(accounts.map(account => [account.clientId, account]))
  }
}

function environmentOf({ services, url }: App, id: string): Record<string, string> {
  if (services.control.closing.aborted) throw new Error('the mock is closed')
  const principal = seededPrincipals(services.seed, services.store).find(seeded => seeded.id === id)
  if (!principal) throw new Error(`the seed has no API key or service account ${id}`)
  if (!principal.isValid) throw new Error(`the secret of ${id} has changed since the seed`)
  return clientEnvironment({
    url,
    orgId: principal.organization.id,
    projectId: projectOf(principal),
    credential: principal,
    controlToken: services.control.token
  })
}
