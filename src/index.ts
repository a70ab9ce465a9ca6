export type { Seed } from '../types/seed.d.ts'
export type * from '../types/wire.d.ts'
export { AtlasError, StartError } from './catalogue/errors.ts'
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
