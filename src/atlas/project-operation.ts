import { READ, WRITE } from '../auth/roles.ts'
import type { Project } from '../store/projects.ts'
import { parseJson } from './body.ts'
import {
  type Call,
  defineOperation,
  type OpenedCall,
  type Operation,
  type OperationResponse
} from './operation.ts'
import { PROJECT_ERRORS } from './operation-errors.ts'
import { pageOf } from './page.ts'
import { FLAGS, PAGING } from './query.ts'
import { type ProjectScope, projectScope, recheckProject } from './scopes.ts'

/** What the helpers below assume unless given; `raises` adds to the errors of every operation on a project. */
type Defaults = 'permission' | 'roles' | 'query' | 'raises'

type Facts = Omit<Operation, 'mediaType' | 'scope' | 'handle' | Defaults> & Partial<Pick<Operation, Defaults>>

interface Scoped<Scope> {
  /** By default the project in the path. */
  scope?: (call: Call, opened: OpenedCall) => Scope
}

/** Returns an operation that reads something of the project in the path. */
export function readProject<Scope extends ProjectScope = ProjectScope>({
  scope = projectScope as NonNullable<Scoped<Scope>['scope']>,
  raises = [],
  ...facts
}: Omit<Facts, 'method'> &
  Scoped<Scope> & { handle(scope: Scope, call: Call): OperationResponse }): Operation {
  return defineOperation({
    method: 'GET',
    permission: READ,
    roles: ['Project Read Only'],
    query: FLAGS,
    raises: [...PROJECT_ERRORS, ...raises],
    scope,
    ...facts
  })
}

/** Returns an operation on a list of something of the project in the path. */
export function listProject<Row>({
  rows,
  present,
  schema,
  ...facts
}: Omit<Facts, 'method' | 'success'> & {
  schema: string
  rows(project: Project, call: Call, query: ProjectScope['query']): readonly Row[]
  present(row: Row, call: Call): object
}): Operation {
  return readProject({
    query: PAGING,
    success: { status: 200, schema },
    ...facts,
    handle: (scope, call) =>
      pageOf(call, scope, rows(scope.project, call, scope.query), row => present(row, call))
  })
}

/**
 * Returns an operation that changes something of the project in the path.
 *
 * @param read validates the parsed body, before `handle` changes the state
 */
export function writeProject<Input = undefined, Scope extends ProjectScope = ProjectScope>({
  scope = projectScope as NonNullable<Scoped<Scope>['scope']>,
  raises = [],
  read,
  handle,
  ...facts
}: Facts &
  Scoped<Scope> & {
    read?(body: unknown, scope: Scope, call: Call): Input
    handle(scope: Scope, call: Call, input: Input): OperationResponse
  }): Operation {
  return defineOperation({
    permission: WRITE,
    roles: ['Project Owner'],
    query: FLAGS,
    raises: [...PROJECT_ERRORS, ...raises],
    scope,
    ...facts,
    handle(opened, call) {
      const current = { ...opened, project: recheckProject(call, opened) }
      const input = read?.(parseJson(call.request), current, call) as Input
      call.request.record.enter('state')
      return handle(current, call, input)
    }
  })
}
