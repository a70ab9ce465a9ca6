import type { Project } from '../store/projects.ts'
import { parseBody } from './body.ts'
import type { Checks } from './checks.ts'
import {
  type Call,
  type CallerScope,
  defineOperation,
  type Operation,
  type OperationResponse
} from './operation.ts'
import { pageOf } from './page.ts'
import { ORGANIZATION, type OrganizationScope, PROJECT, type ProjectScope } from './scopes.ts'

/** Returns an operation that reads data of the project in the path. */
export function readProject(
  operationId: string,
  handle: (scope: ProjectScope, call: Call) => OperationResponse
): Operation {
  return defineOperation(operationId, PROJECT, handle)
}

/** Returns an operation that reads a list of the project in the path. */
export function listProject<Row>(
  operationId: string,
  list: (project: Project, call: Call, query: ProjectScope['query']) => readonly Row[],
  present: (row: Row, call: Call) => object
): Operation {
  return readProject(operationId, (scope, call) =>
    pageOf(call, scope, list(scope.project, call, scope.query), row => present(row, call))
  )
}

/** A change of data. */
export interface Write<Scope, Input> {
  /** Validates the parsed body. */
  read?: (body: unknown, scope: Scope, call: Call) => Input
  handle: (scope: Scope, call: Call, input: Input) => OperationResponse
}

interface ProjectWrite<Scope extends ProjectScope, Input> extends Write<Scope, Input> {
  /** Checks that precede the body; by default those of the project in the path. */
  checks?: Checks<Call, Scope>
}

/** Returns an operation that changes data of the project in the path. */
export function writeProject<Input = undefined, Scope extends ProjectScope = ProjectScope>(
  operationId: string,
  { checks = PROJECT as unknown as Checks<Call, Scope>, ...write }: ProjectWrite<Scope, Input>
): Operation {
  return defineWrite(operationId, checks, write)
}

/** Returns an operation that reads data of the organization in the path. */
export function readOrganization(
  operationId: string,
  handle: (scope: OrganizationScope, call: Call) => OperationResponse
): Operation {
  return defineOperation(operationId, ORGANIZATION, handle)
}

/** Returns an operation that changes data of the organization in the path. */
export function writeOrganization<Input = undefined>(
  operationId: string,
  write: Write<OrganizationScope, Input>
): Operation {
  return defineWrite(operationId, ORGANIZATION, write)
}

function defineWrite<Scope extends CallerScope, Input>(
  operationId: string,
  checks: Checks<Call, Scope>,
  { read, handle }: Write<Scope, Input>
): Operation {
  if (!read)
    return defineOperation(operationId, checks, (scope, call) => handle(scope, call, undefined as Input))
  const withBody = checks.and('body', (call, scope) => ({ input: read(parseBody(call), scope, call) }))
  return defineOperation(operationId, withBody, (scope, call) => handle(scope, call, scope.input))
}
