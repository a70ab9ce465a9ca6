import t from 'tap'
import { runToCompletion } from '../../src/base/time-slices.ts'
import type { Entry } from '../../src/journal/entry.ts'
import { leastPrivilege } from '../../src/journal/least-privilege.ts'
import type { Principal } from '../../src/store/principals.ts'
import { ACME, DEMO, ELSEWHERE, STAGING } from '../app.ts'
import { type Changes, creation, entry, faults, principal, tokenRequest } from './entry.ts'

const CREATED = '6955b9000000000000000009'

/** What the roles of a run come to. @throws where the answer has not the shape that is documented */
function review(entries: readonly Entry[]) {
  const rolesOf = (id: string) =>
    entries.findLast(({ principal }) => principal?.id === id)?.principal?.roles ?? []
  const results = runToCompletion(leastPrivilege(entries, rolesOf))
  const wrong = faults('LeastPrivilege', { results })
  if (wrong) throw new Error(wrong)
  return results
}

function read(caller: Principal, projectId: string, changes: Changes = {}): Entry {
  return entry({ principal: caller, projectId, ...changes })
}

function write(caller: Principal, projectId: string, changes: Changes = {}): Entry {
  return creation('DATADOG', {}, { principal: caller, projectId, ...changes })
}

/** A call on no project. */
function call(caller: Principal, operation: string, changes: Changes = {}): Entry {
  return entry({ principal: caller, operation, projectId: undefined, ...changes })
}

function createProject(caller: Principal, answer: unknown = { id: CREATED }): Entry {
  return call(caller, 'createGroup', { status: 201, responseBody: JSON.stringify(answer) })
}

/** What a role that is too weak leaves in an entry. */
const DENIED: Changes = { authorization: 'rejected', status: 401, reason: { code: 'role-insufficient' } }

const on = (roleName: string, groupId: string) => ({ roleName, groupId })
const ofAcme = (roleName: string) => ({ roleName, orgId: ACME })

t.test('returns the weakest sufficient roles', async t => {
  const owner = principal('orgowner', 'ORG_OWNER')
  const reader = principal('readonly', `GROUP_READ_ONLY@${DEMO}`)
  const member = principal('member', 'ORG_MEMBER')
  const both = principal('both', 'ORG_MEMBER', `GROUP_OWNER@${DEMO}`)
  const atLeast = [on('GROUP_OWNER', DEMO), on('GROUP_READ_ONLY', STAGING), ofAcme('ORG_GROUP_CREATOR')]
  const cases: [title: string, run: Entry[], expected: object][] = [
    [
      'for all calls on each project',
      [read(owner, DEMO), write(owner, STAGING), read(owner, STAGING), read(owner, DEMO)],
      {
        principal: 'orgowner',
        roles: [ofAcme('ORG_OWNER')],
        requiredRoles: [on('GROUP_READ_ONLY', DEMO), on('GROUP_OWNER', STAGING)],
        unused: [ofAcme('ORG_OWNER')],
        missing: []
      }
    ],
    [
      'which may be missing',
      [
        read(reader, DEMO),
        write(reader, DEMO, DENIED),
        read(reader, STAGING, DENIED),
        call(reader, 'createGroup', DENIED)
      ],
      {
        principal: 'readonly',
        roles: [on('GROUP_READ_ONLY', DEMO)],
        requiredRoles: atLeast,
        unused: [on('GROUP_READ_ONLY', DEMO)],
        missing: atLeast
      }
    ],
    [
      'of the organization',
      [call(member, 'listOrgs'), call(member, 'getOrg')],
      {
        principal: 'member',
        roles: [ofAcme('ORG_MEMBER')],
        requiredRoles: [ofAcme('ORG_MEMBER')],
        unused: [],
        missing: []
      }
    ],
    [
      'of the organization only if no project role is sufficient',
      [call(both, 'listGroups'), write(both, DEMO)],
      {
        principal: 'both',
        roles: [ofAcme('ORG_MEMBER'), on('GROUP_OWNER', DEMO)],
        requiredRoles: [on('GROUP_OWNER', DEMO)],
        unused: [ofAcme('ORG_MEMBER')],
        missing: []
      }
    ],
    [
      'which a role on a project may replace',
      [call(reader, 'getOrgGroups')],
      {
        principal: 'readonly',
        roles: [on('GROUP_READ_ONLY', DEMO)],
        requiredRoles: [ofAcme('ORG_MEMBER')],
        unused: [on('GROUP_READ_ONLY', DEMO)],
        missing: []
      }
    ]
  ]
  for (const [title, run, expected] of cases) {
    t.strictSame(review(run), [{ ...expected, requests: run.length }], title)
  }
})

t.test('a project that the caller created itself needs no role', async t => {
  const before = principal('maker', 'ORG_OWNER')
  const after = principal('maker', 'ORG_OWNER', `GROUP_OWNER@${CREATED}`)
  for (const answer of [{ id: CREATED }, { content: { id: CREATED }, status: 201 }]) {
    t.strictSame(
      review([
        createProject(before, answer),
        write(after, CREATED),
        call(after, 'deleteGroup', { projectId: CREATED }),
        call(after, 'listGroups')
      ]),
      [
        {
          principal: 'maker',
          roles: [ofAcme('ORG_OWNER')],
          requiredRoles: [ofAcme('ORG_GROUP_CREATOR')],
          unused: [ofAcme('ORG_OWNER')],
          missing: [],
          requests: 4
        }
      ]
    )
  }
  const lost = call(before, 'createGroup', { status: 201 })
  t.strictSame(review([lost, write(after, CREATED)])[0]?.requiredRoles, [
    on('GROUP_OWNER', CREATED),
    ofAcme('ORG_GROUP_CREATOR')
  ])
})

t.test('a project that was called by its name', async t => {
  const reader = principal('readonly', `GROUP_READ_ONLY@${DEMO}`)
  const named = call(reader, 'getGroupByName', { responseBody: JSON.stringify({ id: DEMO }) })
  t.strictSame(review([named])[0]?.requiredRoles, [on('GROUP_READ_ONLY', DEMO)])
  const unknown = call(reader, 'getGroupByName', DENIED)
  t.strictSame(review([unknown])[0]?.requiredRoles, [ofAcme('ORG_READ_ONLY')])
})

t.test('separates callers and includes only requests that reached the role check', async t => {
  const reader = principal('readonly', `GROUP_READ_ONLY@${DEMO}`)
  const owner = principal('prjowner', `GROUP_OWNER@${DEMO}`)
  const run = [
    read(owner, DEMO),
    read(reader, DEMO),
    read(reader, STAGING, { authorization: 'not reached' }),
    read(reader, STAGING, { principal: undefined }),
    read(reader, ELSEWHERE, { ...DENIED, reason: { code: 'project-foreign' } }),
    read(reader, ELSEWHERE, { ...DENIED, reason: undefined }),
    read(reader, STAGING, { operation: undefined }),
    tokenRequest('', { principal: owner, authorization: 'accepted' }),
    write(owner, DEMO)
  ]
  t.strictSame(
    review(run).map(({ principal: id, requiredRoles, requests }) => ({ id, requiredRoles, requests })),
    [
      { id: 'prjowner', requiredRoles: [on('GROUP_OWNER', DEMO)], requests: 2 },
      { id: 'readonly', requiredRoles: [on('GROUP_READ_ONLY', DEMO)], requests: 1 }
    ]
  )
  t.strictSame(review([]), [])
})
