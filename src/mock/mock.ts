import type { IntegrationTypeInfo, IntegrationTypeList, NewSandbox, SandboxBody } from '../../types/wire.d.ts'
import { type App, type AppOptions, buildApp, controlContext } from '../app.ts'
import { clientCredential, clientEnvironment } from '../client-environment.ts'
import { checkSettings, type Settings } from '../config.ts'
import { Dispatcher } from '../control/dispatcher.ts'
import { StartError } from '../errors.ts'
import type { Seed, SeedApiKey, SeedServiceAccount } from '../state/seed.ts'
import { projectOf, seededPrincipals } from '../state/seeded.ts'
import { type InjectAnswer, type InjectRequest, RequestSender } from './caller.ts'
import { ControlCaller } from './control-caller.ts'
import type { Scope } from './handles.ts'
import { createScope } from './scope.ts'

/** What only the command does. */
const OF_COMMAND = ['tls', 'tlsCert', 'tlsKey', 'tlsCaOut', 'import', 'exportOnExit'] as const

type ProgramSettings = Omit<Settings, (typeof OF_COMMAND)[number] | 'seed'>

/** Settings of a mock, and what only a program can give it. */
export interface MockOptions extends Partial<ProgramSettings>, Omit<AppOptions, 'settings'> {
  /** The seed, a file's path, or the JSON itself. */
  seed?: Seed | string
  /** Whether it listens on a port; without one `inject` still works. By default it does. */
  listen?: boolean
}

/** The seed's API keys and service accounts by their ids. */
export interface MockCredentials {
  apiKeys: Record<string, SeedApiKey>
  serviceAccounts: Record<string, SeedServiceAccount>
}

/** An organization that a test has for itself, and what can be done with it alone. */
export interface SandboxHandle extends NewSandbox, Scope {
  /** Removes it with all that belongs to it. */
  remove(): void
}

/** A mock in this process. */
export interface Mock extends Scope {
  /** Where it answers, without a slash at its end. */
  url: string
  credentials: MockCredentials
  /** What the control plane wants over HTTP; undefined on loopback, where it wants nothing. */
  controlToken: string | undefined
  /** Environment variables that the official clients read. @param id of an API key or a service account */
  environment(id: string): Record<string, string>
  sandbox(body?: SandboxBody): SandboxHandle
  /** Every integration type in Atlas's order, as its file describes it. */
  types(): IntegrationTypeInfo[]
  /** Sends a request without a connection. */
  inject(request: InjectRequest): Promise<InjectAnswer>
  /** Ends it: requests under way are cut. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a mock in this process: by default on a free port of 127.0.0.1, silent, with the built-in seed, in
 * memory.
 *
 * @throws {StartError} for a port, database, seed or certificate that cannot be used
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  const { listen = true, sources, typeFiles, tls, logStream, ...given } = options
  const foreign = Object.keys(given).find(key => OF_COMMAND.some(name => name === key))
  if (foreign !== undefined) throw new StartError(`${foreign} is for the command only`)
  const settings = checkSettings(given)
  if (tls !== undefined && !(tls.cert && tls.key)) throw new StartError('tls must be { cert, key } in PEM')
  const app = await buildApp({
    ...(sources && { sources }),
    ...(typeFiles && { typeFiles }),
    ...(tls && { tls }),
    ...(logStream && { logStream }),
    settings: { port: 0, logLevel: 'silent', ...settings, tls: tls !== undefined }
  })
  return createMock(app, listen ? await app.listen() : 'http://localhost')
}

function createMock(app: App, url: string): Mock {
  const { server, services } = app
  const dispatcher = new Dispatcher(controlContext(services))
  const origin = () => services.settings.publicUrl ?? url
  const caller = new ControlCaller(dispatcher, origin)
  const sender = new RequestSender(app, url)
  const close = async () => {
    server.server.closeAllConnections()
    await server.close()
  }
  return {
    ...createScope(caller),
    url,
    credentials: credentialsOf(app),
    controlToken: services.control.token,
    environment: id => environmentOf(app, url, id),
    sandbox: body => createSandbox(dispatcher, origin, caller, body),
    types: () => caller.call<IntegrationTypeList>('listIntegrationTypes').results,
    inject: request => sender.send(request),
    close,
    [Symbol.asyncDispose]: close
  }
}

function createSandbox(
  dispatcher: Dispatcher,
  origin: () => string,
  caller: ControlCaller,
  body: SandboxBody | undefined
): SandboxHandle {
  const sandbox = caller.call<NewSandbox>('createSandbox', { body })
  const scope = createScope(new ControlCaller(dispatcher, origin, sandbox.id))
  return { ...sandbox, ...scope, remove: () => caller.call('deleteSandbox', { params: { id: sandbox.id } }) }
}

function credentialsOf({ services }: App): MockCredentials {
  const { organizations } = services.seed
  return {
    apiKeys: Object.fromEntries(
      organizations.flatMap(({ apiKeys = [] }) => apiKeys.map(key => [key.publicKey, key]))
    ),
    serviceAccounts: Object.fromEntries(
      organizations.flatMap(({ serviceAccounts = [] }) =>
        serviceAccounts.map(account => [account.clientId, account])
      )
    )
  }
}

function environmentOf({ services }: App, url: string, id: string): Record<string, string> {
  if (services.control.closing.aborted) throw new Error('the mock is closed')
  const principal = seededPrincipals(services.seed, services.store).find(seeded => seeded.id === id)
  if (!principal) throw new Error(`the seed has no API key or service account ${id}`)
  if (!principal.isInForce) throw new Error(`the secret of ${id} is no longer that of the seed`)
  return clientEnvironment({
    url,
    orgId: principal.organization.id,
    projectId: projectOf(principal),
    credential: clientCredential(principal),
    controlToken: services.control.token
  })
}
