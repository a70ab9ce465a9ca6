import { randomLcg } from 'd3-random'
import t from 'tap'
import type { Entry } from '../../src/journal/entry.ts'
import { Journal, journalCapacity } from '../../src/journal/journal.ts'
import { matchesPattern } from '../../src/journal/target.ts'
import { ACME, as, build, DEMO, integrations } from '../app.ts'

const UMBRELLA = 'b1b2c3d4e5f60718293a4b5c'

function ids(entries: readonly Entry[]): number[] {
  return entries.map(({ id }) => id)
}

const app = await build(t)
await as(app, 'prjowner', { url: integrations(DEMO) })
const [sent] = app.services.journal.entries().slice(-1)

/** A recorded request without bodies. */
const RECORDED = { ...sent, responseBody: undefined } as Entry

function recorded(changes: Partial<Entry> = {}): Entry {
  return { ...RECORDED, ...changes }
}

/** Returns the counted bytes of an entry. */
function sizeOf(changes: Partial<Entry> = {}): number {
  return new Journal().append(recorded(changes)).size
}

/** The counted bytes of an entry without bodies. */
const PLAIN = sizeOf()

t.test('keeps requests in order, with ids that are never reused', async t => {
  const journal = new Journal({ maxBytes: 3 * PLAIN + 100 })
  t.strictSame(journal.append(recorded()), { ...RECORDED, id: 1, size: PLAIN })
  journal.append(recorded({ orgId: UMBRELLA }))
  journal.append(recorded({ orgId: undefined }))
  t.strictSame([ids(journal.entries(UMBRELLA)), ids(journal.entries('another'))], [[2], []])
  t.strictSame(journal.find(2), { ...RECORDED, id: 2, orgId: UMBRELLA, size: PLAIN })
  t.equal(journal.find(4), undefined)

  journal.clear(UMBRELLA)
  t.strictSame(ids(journal.entries()), [1, 3])
  t.equal(journal.droppedSince(0), 0, 'removed entries do not count as evicted')
  journal.append(recorded({ body: 'x'.repeat(3 * PLAIN) }))
  t.strictSame(journal.entries(), [], 'one that is too large alone')
  t.equal(journal.droppedSince(0), 3)
  journal.clear()
  t.equal(journal.droppedSince(0), 0)
  t.equal(journal.append(recorded()).id, 5)
})

t.test('a full journal stays consistent, whatever is added and removed', async t => {
  const draw = randomLcg(1)
  const journal = new Journal({ maxEntries: 20, maxBytes: 18 * PLAIN })
  let model: Entry[] = []
  let dropped: Entry[] = []
  for (let step = 0; step < 1_000; step++) {
    if (draw() < 0.03) {
      const orgId = draw() < 0.5 ? ACME : UMBRELLA
      journal.clear(orgId)
      model = model.filter(kept => kept.orgId !== orgId)
      dropped = dropped.filter(kept => kept.orgId !== orgId)
    }
    const body = 'x'.repeat(Math.floor(draw() * PLAIN))
    model.push(journal.append(recorded({ orgId: draw() < 0.5 ? ACME : UMBRELLA, body })))
    const size = () => model.reduce((sum, kept) => sum + kept.size, 0)
    while (model.length > 20 || size() > 18 * PLAIN) {
      dropped.push(model.shift() as Entry)
    }
    if (step % 100 !== 0) continue
    t.strictSame(ids(journal.entries()), ids(model))
    for (const orgId of [ACME, UMBRELLA]) {
      const since = model[5]?.id ?? 0
      const own = model.filter(kept => kept.orgId === orgId && kept.id > since)
      t.strictSame(ids(journal.entries(orgId, since)), ids(own), orgId)
      const evicted = dropped.filter(kept => kept.orgId === orgId)
      const lastId = evicted.at(-1)?.id ?? 1
      const counts = [0, lastId - 1, lastId].map(since => journal.droppedSince(since, orgId))
      const isAny = Math.sign(evicted.length)
      t.strictSame([counts[0], Math.sign(counts[1] ?? 0), counts[2]], [evicted.length, isAny, 0])
    }
    t.equal(journal.droppedSince(0), dropped.length)
  }
})

t.test('an error in a listener does not affect other listeners', async t => {
  const journal = new Journal()
  const heard: string[] = []
  const end = journal.subscribe(({ id }) => heard.push(`a${id}`))
  journal.subscribe(() => {
    throw new Error('a broken listener')
  })
  journal.subscribe(({ id }) => heard.push(`b${id}`))
  journal.append(recorded())
  end()
  end()
  journal.append(recorded())
  t.strictSame(heard, ['a1', 'b1', 'b2'])
})

t.test('a pattern matches any characters with * only, and case-sensitively', async t => {
  const rows: [pattern: string, text: string, isMatch: boolean][] = [
    ['', '', true],
    ['', 'a', false],
    ['a', 'A', false],
    ['*', '', true],
    ['*', '*', true],
    ['.+[a]\\d', '.+[a]\\d', true],
    ['.+[a]\\d', 'xa1', false],
    ['*😀*', 'a😀b', true],
    ['/groups/*/integrations', '/groups/1/2/integrations', true],
    ['/groups/*/integrations', '/groups/1/integrationsX', false]
  ]
  for (const [pattern, text, isMatch] of rows) {
    t.equal(matchesPattern(pattern, text), isMatch, `${pattern} on ${text}`)
  }
})

t.test('matches a hostile pattern without backtracking', async t => {
  t.equal(matchesPattern(`*${'a'.repeat(50_000)}b*`, 'a'.repeat(1_000_000)), false)
  t.equal(matchesPattern('*a'.repeat(2_000), 'a'.repeat(1_000)), false)
})

t.test('limits a journal to the available memory', async t => {
  const mebibyte = 1_048_576
  const heap = 4_096 * mebibyte
  t.equal(journalCapacity(128 * mebibyte, heap), 8 * mebibyte)
  t.equal(journalCapacity(4_096 * mebibyte, heap), 64 * mebibyte)
  t.equal(journalCapacity(2 ** 64, heap), 64 * mebibyte, 'a system without a limit reports a large one')
  t.equal(journalCapacity(0, heap), 64 * mebibyte, 'or none')
  t.equal(journalCapacity(0, 128 * mebibyte), 8 * mebibyte)

  const journal = new Journal({ maxBytes: 2 * PLAIN + 400 })
  journal.append(recorded({ responseBody: '日'.repeat(100) }))
  journal.append(recorded())
  t.equal(journal.droppedSince(0), 0)
  journal.append(recorded({ responseBody: '日'.repeat(100) }))
  t.equal(journal.droppedSince(0), 1, 'text with a character beyond Latin-1 takes two bytes per character')
})
