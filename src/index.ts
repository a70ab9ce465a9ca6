import { type AppOptions, buildApp as build } from './app.ts'

export type * from '../types/wire.d.ts'
export type { AppOptions } from './app.ts'
export type { Settings } from './config.ts'
export { Problem as ControlProblem } from './control/problem.ts'
export { AtlasError, StartError } from './errors.ts'
export type { Caller, InjectAnswer, InjectRequest } from './mock/caller.ts'
export type {
  AlertsHandle,
  ClockHandle,
  FaultsHandle,
  RequestFilter,
  RequestsHandle,
  Scope,
  SnapshotHandle
} from './mock/handles.ts'
export {
  type Mock,
  type MockCredentials,
  type MockOptions,
  type SandboxHandle,
  startMock
} from './mock/mock.ts'
export type { Seed } from './state/seed.ts'

/**
 * What most need of a Fastify instance. It is one, of Fastify 5: where that is installed, its own type fits by
 * `as FastifyInstance`.
 */
export interface Server {
  /** @returns the address as a URL */
  listen(options?: { port?: number; host?: string }): Promise<string>
  /** Sends a request without a connection; a string is a path to GET. */
  inject(request: ServerRequest | string): Promise<ServerAnswer>
  /** Ends it, and closes the database. */
  close(): Promise<void>
}

/** A request without a connection, as it goes over the wire. */
export interface ServerRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  /** Path and query. */
  url: string
  headers?: Record<string, string>
  /** A string is sent as it is, an object as JSON. */
  payload?: string | object
}

/** The answer to a request without a connection. */
export interface ServerAnswer {
  statusCode: number
  headers: Record<string, number | string | string[] | undefined>
  /** The body as text. */
  body: string
  /** The body as JSON. @throws {SyntaxError} where it is none */
  json(): unknown
}

/** A server that listens on no port yet. */
export interface App {
  server: Server
}

/**
 * Assembles the server; it listens on no port. Closing it closes the database.
 *
 * @throws {StartError} for a database, seed or certificate that cannot be used
 */
export const buildApp: (options?: AppOptions) => Promise<App> = build
