import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { CreatedSandbox } from '../../types/wire.d.ts'
import { integrations, VERSIONED } from '../app.ts'
import { tokenOf } from './callers.ts'
import { folderOf, type Mock, startMock } from './mock.ts'
import { OPTIONS } from './options.ts'
import { Random } from './random.ts'

const { seed, kills } = OPTIONS

/** What a writer changes: both fields or neither. */
interface Webhook {
  url: string
  secret: string
}

/** An object that one writer changes, with its expected state. */
interface Slot {
  projectId: string
  acknowledged: Webhook | null
  /** The write without a response; undefined: none. */
  underWay: Webhook | null | undefined
}

/** Names of sandboxes; each creation writes a dozen rows in one transaction. */
interface Boxes {
  acknowledged: Set<string>
  underWay: string | undefined
}

const WRITERS = 4

t.setTimeout(3_600_000)
t.comment(`ROBUST_SEED=${seed}, ${kills} kills`)

t.test('keeps acknowledged writes; other writes are complete or absent', async t => {
  const flags = ['--db', join(folderOf(t), 'state.db')]
  const random = new Random(seed, 2_000_000)
  let mock = await startMock(t, flags)
  const projects = Array.from({ length: WRITERS }, (_, at) => ({ name: `p${at}` }))
  const made = await mock.control('POST', '/sandboxes', { name: 'writers', projects })
  const sandbox = JSON.parse(made.text) as CreatedSandbox
  // One token for all rounds: it must be stored, too.
  const token = await tokenOf(mock.url, sandbox.owner.serviceAccount)
  const slots = sandbox.projects.map(
    ({ id }): Slot => ({ projectId: id, acknowledged: null, underWay: undefined })
  )
  let written = 0
  for (let kill = 0; kill < kills; kill++) {
    const boxes: Boxes = { acknowledged: new Set(), underWay: undefined }
    const writers = [
      ...slots.map((slot, at) => writeSlot(mock.url, token, slot, new Random(seed, kill * WRITERS + at))),
      writeBoxes(mock, boxes, kill)
    ]
    await wait(20 + random.below(250))
    const { signal } = await mock.end('SIGKILL')
    t.equal(signal, 'SIGKILL')
    for (const count of await Promise.all(writers)) written += count
    mock = await startMock(t, flags)
    await checkSlots(t, mock, sandbox.id, slots)
    await checkBoxes(t, mock, boxes)
  }
  t.ok(written > kills, `${written} acknowledged writes`)
  t.match(await mock.end(), { code: 0, stderr: '' })
})

/** Writes until the server is killed. @returns the number of acknowledged writes */
async function writeSlot(url: string, token: string, slot: Slot, random: Random): Promise<number> {
  for (let count = 0; ; count++) {
    const text = `${count}-${random.below(1e9)}`
    const next = random.chance(0.2) ? null : { url: `https://example.com/${text}`, secret: text }
    slot.underWay = next
    try {
      const answer = await fetch(url + integrations(slot.projectId, 'WEBHOOK'), {
        method: next ? 'PUT' : 'DELETE',
        headers: {
          accept: VERSIONED,
          authorization: `Bearer ${token}`,
          ...(next && { 'content-type': 'application/json' })
        },
        ...(next && { body: JSON.stringify(next) })
      })
      if (![200, 204, 404].includes(answer.status))
        throw new Error(`${answer.status}: ${await answer.text()}`)
      // The status acknowledges the write, even if the rest of the response is lost.
      slot.acknowledged = next
      slot.underWay = undefined
      await answer.text()
    } catch (error) {
      if (error instanceof TypeError) return count
      throw error
    }
  }
}

async function writeBoxes(mock: Mock, boxes: Boxes, kill: number): Promise<number> {
  for (let count = 0; ; count++) {
    const name = `box-${kill}-${count}`
    boxes.underWay = name
    const integration = { type: 'WEBHOOK', url: 'https://example.com/box' }
    const projects = ['a', 'b'].map(project => ({ name: project, integrations: [integration] }))
    try {
      const { status, text } = await mock.control('POST', '/sandboxes', { name, projects })
      if (status !== 201) throw new Error(`${status}: ${text}`)
    } catch (error) {
      if (error instanceof TypeError) return count
      throw error
    }
    boxes.acknowledged.add(name)
    boxes.underWay = undefined
  }
}

interface Organization {
  id: string
  name: string
  projects: { id: string; integrations: { type: string; settings: Webhook }[] }[]
  apiKeys: unknown[]
  serviceAccounts: unknown[]
  baseline?: { projects: unknown[] }
}

async function organizationsOf(mock: Mock): Promise<Organization[]> {
  return (JSON.parse(await mock.state()) as { organizations: Organization[] }).organizations
}

/** Checks that each slot contains the last acknowledged write or the pending one, which then counts as acknowledged. */
async function checkSlots(t: Test, mock: Mock, sandboxId: string, slots: readonly Slot[]): Promise<void> {
  const sandbox = (await organizationsOf(mock)).find(({ id }) => id === sandboxId)
  for (const slot of slots) {
    const project = sandbox?.projects.find(({ id }) => id === slot.projectId)
    t.ok((project?.integrations.length ?? 2) <= 1, 'at most one integration')
    const found = project?.integrations[0]?.settings ?? null
    const allowed = [slot.acknowledged, ...(slot.underWay === undefined ? [] : [slot.underWay])]
    const isAllowed = allowed.some(one => JSON.stringify(one) === JSON.stringify(found))
    t.ok(isAllowed, `${JSON.stringify(found)} is one of ${JSON.stringify(allowed)}`)
    slot.acknowledged = found
    slot.underWay = undefined
  }
}

/** Checks that all acknowledged sandboxes exist and all existing ones are complete, and deletes them. */
async function checkBoxes(t: Test, mock: Mock, { acknowledged, underWay }: Boxes): Promise<void> {
  const found = (await organizationsOf(mock)).filter(({ name }) => name.startsWith('box-'))
  const names = new Set(found.map(({ name }) => name))
  t.ok(
    [...acknowledged].every(name => names.has(name)),
    `all of ${acknowledged.size} sandboxes are there`
  )
  names.delete(underWay ?? '')
  t.equal(names.size, acknowledged.size, 'at most one more')
  for (const box of found) {
    const counts = [box.projects, box.apiKeys, box.serviceAccounts, box.baseline?.projects].map(
      list => list?.length
    )
    t.strictSame([...counts, box.projects.flatMap(project => project.integrations).length], [2, 2, 2, 2, 2])
    await mock.control('DELETE', `/sandboxes/${box.id}`)
  }
}
