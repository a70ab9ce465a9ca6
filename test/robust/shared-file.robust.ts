import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { NewSandbox } from '../../types/wire.d.ts'
import { ACME, DEMO, integrations, VERSIONED } from '../app.ts'
import { ACCOUNT } from '../control/control.ts'
import { tokenOf } from './callers.ts'
import { BODIES } from './corpus.ts'
import { folderOf, type Mock, startMock } from './mock.ts'

/** Two servers on one file, and a token of one that the other must accept. */
interface Pair {
  mocks: [Mock, Mock]
  token: string
}

const TYPES = Object.keys(BODIES)

t.setTimeout(300_000)

t.test('exactly one of two concurrent creations succeeds', async t => {
  const pair = await startPair(t)
  for (let round = 0; round < 5; round++) {
    const both = TYPES.flatMap(type => pair.mocks.map(mock => send(pair, mock, 'POST', type, BODIES[type])))
    const statuses = await Promise.all(both)
    t.strictSame([...statuses].sort(), [...TYPES.map(() => 200), ...TYPES.map(() => 409)], 'create')
    const removed = await Promise.all(
      TYPES.flatMap(type => pair.mocks.map(mock => send(pair, mock, 'DELETE', type)))
    )
    t.strictSame([...removed].sort(), [...TYPES.map(() => 204), ...TYPES.map(() => 404)], 'delete')
    const named = await Promise.all(pair.mocks.map(mock => createProject(pair, mock, `same ${round}`)))
    t.strictSame([...named].sort(), [201, 409], 'the name of a project')
  }
  await checkSame(t, pair)
})

t.test('no update is lost', async t => {
  const pair = await startPair(t)
  const fields = ['secret', 'bodyTemplate', 'headersTemplate', 'url'] as const
  await send(pair, pair.mocks[0], 'POST', 'WEBHOOK', { url: 'https://example.com/0' })
  // Each field has its own writer: an update based on an old read would undo another writer's value.
  const last = await Promise.all(
    fields.map(async (field, at) => {
      let value = ''
      for (let count = 0; count < 60; count++) {
        value = `https://example.com/${field}/${count}`
        t.equal(await send(pair, pair.mocks[at % 2 === 0 ? 0 : 1], 'PUT', 'WEBHOOK', { [field]: value }), 200)
      }
      return [field, value]
    })
  )
  const state = JSON.parse(await pair.mocks[0].state()) as {
    organizations: { projects: { id: string; integrations: { settings: unknown }[] }[] }[]
  }
  const demo = state.organizations.flatMap(({ projects }) => projects).find(({ id }) => id === DEMO)
  t.same(demo?.integrations[0]?.settings, Object.fromEntries(last))
  await checkSame(t, pair)
})

t.test('concurrent long writes of both servers succeed', async t => {
  const pair = await startPair(t)
  const box = { projects: Array.from({ length: 50 }, (_, at) => ({ name: `p${at}` })) }
  const boxes = pair.mocks.map(async mock => {
    const statuses = []
    for (let count = 0; count < 40; count++) {
      statuses.push((await mock.control('POST', '/sandboxes', box)).status)
    }
    return statuses
  })
  t.strictSame(new Set((await Promise.all(boxes)).flat()), new Set([201]))
  await checkSame(t, pair)
})

t.test('revocations and role changes apply to both servers', async t => {
  const pair = await startPair(t)
  const [one, other] = pair.mocks
  t.equal(await send(pair, other, 'GET', ''), 200, 'the other accepts the token')
  t.equal((await one.control('POST', '/tokens/revoke')).status, 204)
  t.equal(await send(pair, other, 'GET', ''), 401, 'rejected after the revocation')
  t.equal((await one.control('PATCH', '/principals/orgowner', { roles: [] })).status, 200)
  t.match((await other.control('GET', '/principals/orgowner')).text, /"roles":\[\]/)
  await checkSame(t, pair)
})

t.test('a write during a reset by the other succeeds or is rejected, never 500', async t => {
  const pair = await startPair(t)
  const [one, other] = pair.mocks
  let isOver = false
  const resets = async () => {
    while (!isOver) await other.control('POST', '/reset')
  }
  const seen = new Set<number>()
  const write = async () => {
    for (let round = 0; round < 40; round++) {
      const made = await one.control('POST', '/sandboxes', {})
      const { id, projects, owner } = JSON.parse(made.text) as NewSandbox
      const { clientId, clientSecret } = owner.serviceAccount
      const token = await tokenOf(one.url, clientId, clientSecret).catch(() => undefined)
      if (token === undefined) continue
      for (let count = 0; count < 20; count++) {
        const name = `project ${count}`
        seen.add(await call(one, token, 'POST', '/api/atlas/v2/groups', { name, orgId: id }))
        const webhook = integrations(String(projects[0]?.id), 'WEBHOOK')
        seen.add(await call(one, token, 'PUT', webhook, { url: 'https://example.com/x' }))
        seen.add((await one.control('PATCH', `/principals/${clientId}`, { accessList: [] })).status)
      }
    }
    isOver = true
  }
  await Promise.all([resets(), write()])
  t.strictSame(
    [...seen].filter(status => ![200, 201, 401, 404].includes(status)),
    []
  )
  await checkSame(t, pair)
})

async function startPair(t: Test): Promise<Pair> {
  const flags = ['--db', join(folderOf(t), 'state.db')]
  // Both start at the same time without a file; one creates it.
  const mocks = (await Promise.all([startMock(t, flags), startMock(t, flags)])) as [Mock, Mock]
  const { clientId, clientSecret } = ACCOUNT.owner
  return { mocks, token: await tokenOf(mocks[0].url, clientId, clientSecret) }
}

async function send({ token }: Pair, mock: Mock, method: string, type: string, body?: unknown) {
  return await call(mock, token, method, integrations(DEMO, type), body)
}

async function createProject({ token }: Pair, mock: Mock, name: string) {
  return await call(mock, token, 'POST', '/api/atlas/v2/groups', { name, orgId: ACME })
}

async function call({ url }: Mock, token: string, method: string, target: string, body?: unknown) {
  const answer = await fetch(url + target, {
    method,
    headers: {
      accept: VERSIONED,
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' })
    },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  await answer.text()
  return answer.status
}

/** Checks that both return the same state, logged no error, and leave a valid file. */
async function checkSame(t: Test, { mocks: [one, other] }: Pair): Promise<void> {
  t.equal(await one.state(), await other.state(), 'the same state')
  for (const mock of [one, other]) t.match(await mock.end(), { code: 0, stderr: '' })
}
