import type { Scope } from './operation.ts'

/** Who calls, from where, for which version: on every operation. */
const ENTRANCE = ['authenticate', 'accessList', 'fault', 'version'] as const

/** What the request says beside its body. */
const FORM = ['query', 'bodyType'] as const

/** Who calls, once more: while a body comes in, the state may be replaced. */
const STILL = ['callerStill', 'accessList'] as const

/**
 * Each scope's checks in Atlas's order of refusals: before the body is read, and after, where there is one. Those
 * after run in the transaction of the write, so that no other process changes anything in between.
 */
export const CHECK_ORDER = {
  project: {
    before: [...ENTRANCE, 'project', 'rate', 'projectMembership', 'projectRole', 'integrationType', ...FORM],
    after: [...STILL, 'project', 'projectMembership', 'projectRole', 'json']
  },
  organization: {
    before: [...ENTRANCE, 'organization', 'rate', 'organizationMembership', 'memberRole', ...FORM],
    after: []
  },
  caller: { before: [...ENTRANCE, 'rate', 'memberRole', ...FORM], after: [] },
  projectName: { before: [...ENTRANCE, 'rate', 'projectByName', 'projectRole', ...FORM], after: [] },
  newProject: {
    before: [...ENTRANCE, ...FORM],
    after: [
      ...STILL,
      'json',
      'newProject',
      'newOrganization',
      'rate',
      'organizationMembership',
      'creatorRole'
    ]
  }
} as const satisfies Readonly<Record<Scope, { before: readonly string[]; after: readonly string[] }>>

type Lists = (typeof CHECK_ORDER)[Scope]

/** The checks by their names. */
export type CheckName = Lists['before'][number] | Lists['after'][number]
