import type { Project } from '../store/projects.ts'
import { parseBody } from './body.ts'
import type { Checks } from './checks.ts'
import { type Call, defineOperation, type Operation, type OperationResponse } from './operation.ts'
import { pageOf } from './page.ts'
import { PROJECT, type ProjectScope } from './scopes.ts'

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

interface Write<Scope extends ProjectScope, Input> {
  /** Checks that precede the body; by default those of the project in the path. */
  checks?: Checks<Call, Scope>
  /** Validates the parsed body. */
  read?: (body: unknown, scope: Scope, call: Call) => Input
  handle: (scope: Scope, call: Call, input: Input) => OperationResponse
}

/** Returns an operation that changes data of the project in the path. */
export function writeProject<Input = undefined, Scope extends ProjectScope = ProjectScope>(
  operationId: string,
  { checks = PROJECT as unknown as Checks<Call, Scope>, read, handle }: Write<Scope, Input>
): Operation {
  if (!read)
    return defineOperation(operationId, checks, (scope, call) => handle(scope, call, undefined as Input))
  const withBody = checks.and('body', (call, scope) => ({ input: read(parseBody(call), scope, call) }))
  return defineOperation(operationId, withBody, (scope, call) => handle(scope, call, scope.input))
}
