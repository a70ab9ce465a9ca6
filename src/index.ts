import { type AppOptions, buildApp as build } from './app.ts'

export type { Seed } from '../types/seed.d.ts'
export type * from '../types/wire.d.ts'
export type { AppOptions } from './app.ts'
export { AtlasError, StartError } from './catalogue/errors.ts'
export type { Settings } from './config/config.ts'
export { ControlProblem } from './control/problem.ts'
export type { Caller, InjectRequest, InjectResponse } from './mock/caller.ts'
export type {
  AlertsHandle,
  ClockHandle,
  ControlPlane,
  FaultsHandle,
  RequestsHandle,
  SnapshotHandle,
  StubsHandle
} from './mock/control-plane.ts'
export {
  type Mock,
  type MockCredentials,
  type MockOptions,
  type SandboxHandle,
  startMock
} from './mock/mock.ts'

/**
 * The most used methods of the underlying Fastify 5 instance. With Fastify installed, cast it
 * `as FastifyInstance`.
 */
export interface Server {
  /** @returns the address as a URL */
  listen(options?: { port?: number; host?: string }): Promise<string>
  /** Sends a request without a network connection; a string is a path to GET. */
  inject(request: ServerRequest | string): Promise<ServerResponse>
  /** Stops the server and closes the database. */
  close(): Promise<void>
}

/** A request without a network connection. */
export interface ServerRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  /** Path and query. */
  url: string
  headers?: Record<string, string>
  /** A string is sent unchanged, an object as JSON. */
  payload?: string | object
}

/** The response to {@link ServerRequest}. */
export interface ServerResponse {
  statusCode: number
  headers: Record<string, number | string | string[] | undefined>
  /** The body as text. */
  body: string
  /** Parses the body as JSON. @throws {SyntaxError} */
  json(): unknown
}

/** A server that is not listening. */
export interface App {
  server: Server
}

/**
 * Creates a server without listening. Closing the server closes the database.
 *
 * @throws {StartError} for an unusable database, seed or certificate
 */
export const buildApp: (options?: AppOptions) => Promise<App> = build
