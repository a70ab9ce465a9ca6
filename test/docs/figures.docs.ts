import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readAsset } from '../../src/assets.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import type { EvidenceFile } from '../../types/evidence.d.ts'
import { ROOT } from '../cli/process.ts'
import { read, withoutBlocks } from './page.ts'

const NODE = /(?:Node\.js |[>^]=?)(22\.\d+)/

/** Figures that more than one page or file gives, and where. */
const FIGURES: Readonly<Record<string, readonly [page: string, pattern: RegExp][]>> = {
  'requests in the journal': [
    ['docs/SECURITY.md', /^\| journal \| ([\d,]+ requests)/m],
    ['schemas/control/requests.json', /limits .* are ([\d,]+ requests) and/]
  ],
  'size of the journal': [
    ['docs/SECURITY.md', /^\| journal \|.* (\d+ MiB)/m],
    ['schemas/control/requests.json', /limits .* requests and (\d+ MiB)/]
  ],
  'share of the journal': [
    ['docs/SECURITY.md', /^\| journal \|.* or (a \w+) of/m],
    ['schemas/control/requests.json', /limits .* or (a \w+) of a container/]
  ],
  'time that a client can block others': [
    ['docs/SECURITY.md', /wait for (\d+ ms)/],
    ['CONTRIBUTING.md', /blocks it for (\d+ ms)/]
  ],
  'default alert configurations': [
    ['docs/REFERENCE.md', /creates (\w+) alert configurations/],
    ['docs/fidelity/alert-configurations.md', /creates (\w+) alert configurations for/]
  ],
  'oldest version of Node.js 22': ['package.json', ...pages()]
    .filter(page => NODE.test(read(page)))
    .map(page => [page, NODE])
}

for (const [name, places] of Object.entries(FIGURES)) {
  t.test(`all pages give the same ${name}`, async t => {
    const values = places.map(([page, pattern]) => [page, pattern.exec(read(page))?.[1]])
    t.ok(places.length > 1)
    t.type(values[0]?.[1], 'string')
    t.strictSame(
      values,
      places.map(([page]) => [page, values[0]?.[1]])
    )
  })
}

t.test('no other figure is on two pages', async t => {
  const units = /\b\d[\d,.]* (?:ms|s|minutes|KB|MB|KiB|MiB|requests|tests|errors|types)\b/g
  const found = pages().flatMap(page => [...new Set(withoutBlocks(read(page)).match(units))])
  const repeated = found.filter((figure, at) => found.indexOf(figure) < at)
  const compared = Object.values(FIGURES)
    .flat()
    .map(([page, pattern]) => pattern.exec(read(page))?.[1])
  t.strictSame(
    repeated.filter(figure => !compared.includes(figure)),
    []
  )
})

t.test('pages that say how long something takes agree with PERFORMANCE', async t => {
  const performance = read('docs/PERFORMANCE.md')
  const row = (name: string) =>
    (new RegExp(`^\\| ${name}.* \\|$`, 'm').exec(performance)?.[0] ?? '')
      .split('|')
      .slice(2, -1)
      .map(cell => Number(cell.replace(',', '')))
  const [install = 0] = row('`npm ci`')
  t.match(read('README.md'), /^`npm ci` takes a minute or two\b/m)
  t.ok(install >= 60 && install <= 120, '`npm ci` takes a minute or two')
  const [, fastify = 0, withInsert = 0] = row('POST, 32 connections')
  t.match(read('DECISIONS.md'), 'costs Fastify more than half of its throughput')
  t.ok(withInsert > 0 && withInsert < fastify / 2, 'an INSERT costs more than half')
})

t.test('the READMEs give the number of confirmed rows', async t => {
  const { rows } = readAsset<EvidenceFile>('fixtures/evidence.json')
  const counted = rows.flatMap(row => [row, ...row.cases.filter(one => one.label !== undefined)])
  const confirmed = counted.filter(row => row.confirmed !== undefined).length
  t.match(read('README.md'), `**Rows confirmed by a comparison with Atlas: ${confirmed}.**`)
  t.match(read('README.zh-CN.md'), `**经与 Atlas 对比确认的条目数：${confirmed}。**`)
})

t.test('README.md names every type that Atlas accepts, README.zh-CN.md has the same figures', async t => {
  const [english = '', chinese = ''] = ['README.md', 'README.zh-CN.md'].map(read)
  const [, introduction = ''] = /\*\*third-party integrations\*\*: (.*?)\./.exec(english) ?? []
  const accepted = createRegistry(readTypeFiles()).thirdParty.filter(
    ({ file }) => file['x-integration'].rejectedWith === undefined
  )
  t.strictSame(
    introduction
      .split(/, | and /)
      .map(name => name.replace('webhooks', 'Webhook'))
      .toSorted(),
    accepted.map(({ file }) => file['x-integration'].label.replace(/ \(.*\)$/, '')).toSorted()
  )
  const figures = (text: string) =>
    withoutBlocks(text)
      .replace(/`[^`\n]+`|\]\([^)]*\)|<[^>]+>/g, ' ')
      .match(/\d[\d.,-]*\d|\d/g)
      ?.toSorted()
  t.strictSame(figures(chinese), figures(english))
})

/** Returns the pages that people write. */
function pages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md') && name !== 'FIDELITY.md')
  return ['README.md', 'CONTRIBUTING.md', ...docs.map(name => `docs/${name}`)]
}
