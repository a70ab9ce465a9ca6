import type { Project } from '../store/projects.ts'
import { parseJson } from './body.ts'
import {
  type Call,
  type CallerScope,
  defineOperation,
  type OpenedCall,
  type Operation,
  type OperationResponse
} from './operation.ts'
import { pageOf } from './page.ts'
import {
  type OrganizationScope,
  organizationScope,
  type ProjectScope,
  projectScope,
  recheckOrganization,
  recheckProject
} from './scopes.ts'

/** Returns an operation that reads data of the project in the path. */
export function readProject(
  operationId: string,
  handle: (scope: ProjectScope, call: Call) => OperationResponse
): Operation {
  return defineOperation(operationId, projectScope, handle)
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
  /** Validates the parsed body, before `handle` changes the state. */
  read?: (body: unknown, scope: Scope, call: Call) => Input
  handle: (scope: Scope, call: Call, input: Input) => OperationResponse
}

interface ProjectWrite<Scope, Input> extends Write<Scope, Input> {
  /** Checks that precede the body; by default those of the project in the path. */
  scope?: (call: Call, opened: OpenedCall) => Scope
}

/** Returns an operation that changes data of the project in the path. */
export function writeProject<Input = undefined, Scope extends ProjectScope = ProjectScope>(
  operationId: string,
  {
    scope = projectScope as NonNullable<ProjectWrite<Scope, Input>['scope']>,
    ...write
  }: ProjectWrite<Scope, Input>
): Operation {
  return defineWrite(operationId, scope, recheckProject, write)
}

/** Returns an operation that reads data of the organization in the path. */
export function readOrganization(
  operationId: string,
  handle: (scope: OrganizationScope, call: Call) => OperationResponse
): Operation {
  return defineOperation(operationId, organizationScope, handle)
}

/** Returns an operation that changes data of the organization in the path. */
export function writeOrganization<Input = undefined>(
  operationId: string,
  write: Write<OrganizationScope, Input>
): Operation {
  return defineWrite(operationId, organizationScope, recheckOrganization, write)
}

function defineWrite<Scope extends CallerScope, Input>(
  operationId: string,
  scope: (call: Call, opened: OpenedCall) => Scope,
  recheck: (call: Call, scope: Scope) => Scope,
  { read, handle }: Write<Scope, Input>
): Operation {
  return defineOperation(operationId, scope, (opened, call) => {
    const current = recheck(call, opened)
    const input = read?.(parseJson(call.request), current, call) as Input
    call.request.record.enter('state')
    return handle(current, call, input)
  })
}
