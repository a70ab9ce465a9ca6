import { randomInt, randomLcg } from 'd3-random'
import type { Test } from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { createStore } from '../../src/store/store.ts'

/** Ids of two organizations, each with a caller, a service account and projects; some do not exist. */
const ORGANIZATIONS = ['o1', 'o2']
const PROJECTS = ['p1', 'p2', 'p3', 'p4']
const CALLERS = ['c1', 'c2', 'c3']
const TOKENS = ['t1', 't2', 't3']
const TYPES = ['DATADOG', 'SLACK']

/** The tables of a store. */
type Tables = ReturnType<typeof createStore>

/** Every cached query. */
const READS: readonly ((store: Tables) => unknown)[] = [
  ({ organizations }) => ORGANIZATIONS.map(id => organizations.find(id)),
  ({ projects }) => PROJECTS.map(id => projects.find(id)),
  ({ principals }) => CALLERS.map(id => principals.organizationOf(id)),
  ({ principals }) => CALLERS.map(id => principals.findCaller(id)),
  ({ principals }) => CALLERS.flatMap(id => PROJECTS.map(project => principals.findCaller(id, project))),
  ({ credentials }) => CALLERS.map(id => [credentials.ha1(id), credentials.tokenLifetime(id)]),
  ({ tokens }) => TOKENS.map(token => tokens.find(token)),
  ({ integrations }) => PROJECTS.map(id => integrations.listByProject(id)),
  ({ integrations }) => PROJECTS.flatMap(id => TYPES.map(type => integrations.find(id, type)))
]

/**
 * Writes and reads at random, in transactions that are committed, rolled back, or fail to commit, and compares cached
 * with uncached results after each step.
 */
export function checkCache(t: Test, seed: number, steps: number): void {
  const { db, commit, close } = openDatabase(':memory:')
  t.teardown(close)
  commit()
  const [store, uncached] = [createStore(db), createStore(db)]
  const below = randomInt.source(randomLcg(seed))
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)()] as Item
  let number = 0
  const next = () => `n${++number}`
  const writes: readonly (() => unknown)[] = [
    () => store.organizations.remove(one(ORGANIZATIONS)),
    () => insertOrganization(one(ORGANIZATIONS)),
    () => {
      const id = one(ORGANIZATIONS)
      if (store.organizations.find(id)) store.organizations.replace(id, () => insertOrganization(id))
    },
    () => below(20)() === 0 && store.organizations.removeAll(),
    () => store.projects.remove(one(PROJECTS)),
    () => insertProject(one(PROJECTS)),
    () => update(one(PROJECTS)),
    () => insertCaller(one(CALLERS)),
    () => store.principals.setRoles(one(CALLERS), []),
    () =>
      store.principals.assignRole(one(CALLERS), { roleName: next(), orgId: null, projectId: one(PROJECTS) }),
    () => store.principals.setAccessList(one(CALLERS), [next()]),
    () => store.credentials.setHa1(one(CALLERS), next()),
    () => store.credentials.setTokenLifetime(one(CALLERS), below(100)()),
    () => store.tokens.insert(token(), below(200)()),
    () => store.tokens.revoke(one(TOKENS), one(CALLERS)),
    () => store.tokens.revokeIssued(one([undefined, one(ORGANIZATIONS)]), one([undefined, one(CALLERS)])),
    () => store.tokens.forgetOrphans(below(200)()),
    () => store.integrations.insert(integration()),
    () => store.integrations.insert(integration()),
    () => store.integrations.remove(one(PROJECTS), one(TYPES))
  ]

  function insertOrganization(id: string): void {
    store.organizations.insert({ id, name: next(), created: 0, requiresAccessList: below(2)() === 0 })
  }
  function insertProject(id: string): void {
    store.projects.insert({
      id,
      orgId: one(ORGANIZATIONS),
      name: next(),
      created: 0,
      withDefaultAlertsSettings: true
    })
  }
  function update(id: string): void {
    const project = store.projects.find(id)
    if (project) store.projects.update({ ...project, name: next(), regionUsageRestrictions: next() })
  }
  function insertCaller(id: string): void {
    const kind = 'serviceAccount'
    const roles = [{ roleName: next(), orgId: null, projectId: one(PROJECTS) }]
    store.principals.insert({ id, kind, orgId: one(ORGANIZATIONS), roles, accessList: [] })
    store.credentials.insertApiKey(id, next())
    store.credentials.insertServiceAccount(id, next())
  }
  function token() {
    return { token: one(TOKENS), clientId: one(CALLERS), issued: 0, expires: below(200)() }
  }
  function integration() {
    return {
      id: next(),
      projectId: one(PROJECTS),
      type: one(TYPES),
      settings: { apiKey: next() },
      created: 0
    }
  }

  const check = (place: string) => {
    const read = one(READS)
    uncached.invalidate()
    const [cached, expected] = [JSON.stringify(read(store)), JSON.stringify(read(uncached))]
    if (cached !== expected) t.equal(cached, expected, `seed ${seed}, ${place}: ${String(read)}`)
  }
  /** Writes and reads in the open transaction, or each by itself. A write that the tables reject changes nothing. */
  const act = (place: string) => {
    try {
      one(writes)()
    } catch (error) {
      if (!/constraint failed/.test((error as Error).message)) throw error
    }
    check(place)
  }
  const outcomes = { committed: 0, 'rolled back': 0, 'not committed': 0 }
  const transact = (place: string) => {
    const outcome = one(Object.keys(outcomes) as (keyof typeof outcomes)[])
    outcomes[outcome]++
    const work = () => {
      for (let count = below(4)(); count >= 0; count--) act(`${place}, ${outcome}`)
      // The foreign key is checked when the transaction is committed.
      if (outcome !== 'not committed') return
      db.pragma('defer_foreign_keys = ON')
      store.integrations.insert({ ...integration(), projectId: 'missing' })
    }
    try {
      if (outcome === 'rolled back') store.withRollback(work)
      else store.transaction(work)
    } catch (error) {
      if (outcome !== 'not committed') throw error
    }
  }
  for (let step = 0; step < steps; step++) {
    if (below(2)() === 0) act(`step ${step}`)
    else transact(`step ${step}`)
    check(`step ${step}, after it`)
  }
  t.comment(`seed ${seed}: ${JSON.stringify(outcomes)}`)
  t.ok(Object.values(outcomes).every(count => count > 0))
}
