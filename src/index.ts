export type * from '../types/wire.d.ts'
export { type App, type AppOptions, buildApp } from './app.ts'
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
