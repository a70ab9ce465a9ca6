import { readFileSync } from 'node:fs'
import { readAsset } from '../src/assets.ts'
import { OPERATION_ROWS } from '../src/atlas/atlas-operation.ts'
import type { ErrorRow } from '../src/catalogue/errors.ts'
import { LABELS, type Provenance } from '../src/catalogue/evidence.ts'
import type { Exchange, Rule } from '../src/compare/exchange.ts'
import { createRegistry, type IntegrationType, readTypeFiles } from '../src/integrations/registry.ts'
import { RATE_LIMITS } from '../src/rate-limits/rate-limits.ts'
import {
  countLabels,
  detailOf,
  distinctRows,
  errorCodeOf,
  featuresOf,
  type LedgerRow,
  REMOVED,
  readErrors,
  readLedger,
  rulesOf,
  statementsOf,
  themes
} from './ledger.ts'
import { writeChanged } from './write-file.ts'

const TARGET = 'docs/FIDELITY.md'
export const READMES = ['README.md', 'README.zh-CN.md']

const MEANINGS: Record<(typeof LABELS)[number], string> = {
  recorded:
    "a public repository contains a response of the real service, with its headers; the request is reconstructed, and project, ids and times are the mock's",
  documented: 'the official OpenAPI document, reference or documentation states it',
  reported: 'public issues, tests and repositories of users, clients or maintainers show it',
  standard: 'follows from a standard, which the source names',
  analogous:
    'follows from a rule that is recorded, documented or reported for another case; the source names its row first',
  'code-only':
    "code and text are in Atlas's published list of errors; whether Atlas uses them here is not known",
  contradicted: 'public evidence points both ways; the source names both sides',
  guess: 'no public evidence; the mock had to choose'
}

/** Writes `docs/FIDELITY.md` and the totals in the READMEs. */
export function writeFidelity(): void {
  writeChanged(TARGET, renderFidelity())
  for (const page of READMES) writeChanged(page, updateTotals(readFileSync(page, 'utf8')))
}

/**
 * Returns a README with the current totals by label, after the date of the newest evidence, and with the larger share of
 * unsure ones.
 */
export function updateTotals(readme: string): string {
  const ledger = readLedger()
  const rows = Object.values(distinctRows(ledger)).flat()
  const share = Math.max(shareOfUnsure(rows), shareOfUnsure(statementsOf(ledger)))
  const newest = rows
    .map(({ date }) => date)
    .toSorted()
    .at(-1)
  const cells = [newest, ...countLabels(rows)].join(' | ')
  return readme.replace(/^\| [\d-]{10} \|( \d+ \|)+$/m, `| ${cells} |`).replace(/\d+(?= %)/, String(share))
}

/** Returns the text of `docs/FIDELITY.md`. */
export function renderFidelity(): string {
  const types = createRegistry(readTypeFiles()).all
  const ledger = readLedger()
  const sections = [
    renderOmitted(),
    '## Behaviours\n\nThe tests replay each row and its cases.\n',
    ...themes().map(renderTheme),
    renderTypes(types),
    renderFields(ledger['facts of fields'] ?? []),
    renderRateLimits(),
    renderErrors(readErrors(types)),
    renderFeatures()
  ]
  const body = sections.join('\n')
  return `${[renderIntroduction(ledger), renderTotals(ledger), renderContents(body), body].join('\n').trimEnd()}\n`
}

/** Returns the head of the page, which begins with the least certain rows. */
function renderIntroduction(ledger: Record<string, LedgerRow[]>): string {
  const counts = countLabels(Object.values(distinctRows(ledger)).flat())
  const count = (label: (typeof LABELS)[number]) => counts[LABELS.indexOf(label)]
  return `# Fidelity

How the mock behaves, and the evidence that Atlas behaves the same. \`npm run docs\` generates this page from \`schemas/\` and \`fixtures/\`; do not edit it.

The least certain rows are those labelled *guess* (${count('guess')}), *contradicted* (${count('contradicted')}) and *code-only* (${count('code-only')}). Before a test relies on one of them, confirm it with [\`atlas-mock compare\`](COMPARE.md).

${table(
  ['label', 'meaning'],
  LABELS.map(label => [label, MEANINGS[label]])
)}

If several labels apply, a row has the one that is highest in the table. The date beside a label is that of the recording, or the day on which we read the source. *Confirmed* is the day on which \`atlas-mock compare\` last received the same response from Atlas.
`
}

function renderTotals(ledger: Record<string, LedgerRow[]>): string {
  const counted = distinctRows(ledger)
  const columns = Object.values(counted).map(countLabels)
  const counts = LABELS.map((_label, at) => columns.map(column => column[at] ?? 0))
  return section(
    `## Totals\n\n${describeTotals(ledger)}`,
    ['label', ...Object.keys(counted), 'all'],
    counts.map((row, at) => [LABELS[at] as string, ...[...row, sum(row)].map(String)])
  )
}

/** Returns the sentences about the rows that count, those that were merged, and those that were removed. */
function describeTotals(ledger: Record<string, LedgerRow[]>): string {
  const rows = Object.values(distinctRows(ledger)).flat()
  const statements = statementsOf(ledger)
  return `Statements that rest on the same evidence and differ only in operation, type, field or value are cases of one row. A case with a label of its own counts as a row. An error with the same label as a behaviour that raises it counts with that behaviour. So ${statements.length} statements make ${rows.length} rows. Of the rows, ${shareOfUnsure(rows)} % are *guess* or *code-only*; of the statements, ${shareOfUnsure(statements)} %. On 2026-11-30, ${REMOVED.orders} rows about orders of checks that no client can notice were dropped, and ${REMOVED.features} that are not about Atlas have become [features](#features-of-the-mock). Fewer rows are not better knowledge.`
}

/** Returns the percentage of rows or statements that are guesses or code only. */
function shareOfUnsure(rows: readonly Provenance[]): number {
  const unsure = rows.filter(({ evidence }) => ['guess', 'code-only'].includes(evidence))
  return Math.round((100 * unsure.length) / rows.length)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Returns a link to each heading with GitHub's anchors. */
function renderContents(body: string): string {
  const headings = [...body.matchAll(/^(##+) (.+)$/gm)].map(([, level = '', title = '']) => {
    const plain = title.replace(/\\/g, '')
    const anchor = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    return `${level === '##' ? '' : '  '}- [${title}](#${anchor})`
  })
  return ['## Contents', '', ...headings, ''].join('\n')
}

function renderOmitted(): string {
  const omitted = readAsset<{ header: string; why: string }[]>('fixtures/omitted-headers.json')
  return section(
    '## Omitted headers\n\nAtlas sends these headers. The mock omits them: the values would be false.',
    ['header', 'why'],
    omitted.map(({ header, why }) => [code(header), text(why)])
  )
}

function renderTheme(theme: string): string {
  const words = theme.replaceAll('-', ' ')
  const rules = rulesOf(theme)
  const isConfirmed = rules.some(({ confirmed }) => confirmed)
  return section(
    `### ${words.charAt(0).toUpperCase()}${words.slice(1)}`,
    ['behaviour', 'response', 'evidence', 'source', ...(isConfirmed ? ['confirmed'] : [])],
    rules.map(rule => [
      titleOf(rule),
      responseOf(rule),
      ...provenance(rule),
      ...(isConfirmed ? [rule.confirmed ?? ''] : [])
    ])
  )
}

function renderFeatures(): string {
  return section(
    '## Features of the mock\n\nAtlas does not have these features. The tests replay them, but the totals do not count them.',
    ['feature', 'response'],
    themes()
      .flatMap(featuresOf)
      .map(exchange => [titleOf(exchange), responseOf(exchange)])
  )
}

function titleOf({ title, note, cases = [] }: Rule): string {
  const also = cases.map(special => special.title).join('; ')
  const remark = also ? note?.replace(/\.$/, '') : note
  return text([title, remark, also && `Also: ${also}`].filter(Boolean).join('. '))
}

function responseOf(exchange: Exchange): string {
  const errorCode = errorCodeOf(exchange)
  const { status } = exchange.response
  return errorCode ? `${status} ${code(errorCode)}` : String(status)
}

function renderTypes(types: readonly IntegrationType[]): string {
  return section(
    '## Types\n\nThose of a resource are in the order in which Atlas lists them.',
    ['type', 'resource', 'service', 'evidence', 'source'],
    types.map(({ name, resource, facts }) => [
      code(name),
      code(resource),
      `[${text(facts.label)}](${facts.docs})`,
      ...provenance(facts)
    ])
  )
}

/** Returns the facts of fields, each with the fields for which it holds. */
function renderFields(rows: readonly LedgerRow[]): string {
  const facts = rows.filter(({ statement }) => statement !== 'the type')
  const byFact = Map.groupBy(facts, ({ statement, evidence, source }) =>
    JSON.stringify([statement, evidence, source])
  )
  return section(
    '## Facts of fields',
    ['fields', 'fact', 'evidence', 'source'],
    [...byFact.values()].map(same => [
      same.map(({ name }) => code(name.replace(/^notifications\/|\/$/, ''))).join(', '),
      text(same[0]?.statement ?? ''),
      ...provenance(same[0] as LedgerRow)
    ])
  )
}

function renderRateLimits(): string {
  const pathsOf = (group: string) =>
    Object.values(OPERATION_ROWS).flatMap(({ rateGroup, path }) => (rateGroup === group ? [path] : []))
  const bySource = Map.groupBy(
    Object.entries(RATE_LIMITS),
    ([, { capacity, refill, scope, evidence, source }]) =>
      JSON.stringify([capacity, refill, scope, evidence, source])
  )
  return section(
    '## Rate limits\n\nEach caller has a token bucket for each group of paths, and with the scope *project* one for each project. A request takes one token. Every 60 seconds, the refill is added, up to the capacity. For the evidence of how requests are counted, see RATE\\_LIMITED\\_TOKEN\\_BUCKET in [Errors](#errors).',
    ['groups of paths', 'capacity', 'refill', 'scope', 'evidence', 'source'],
    [...bySource.values()].map(same => {
      const [, row] = same[0] as (typeof same)[0]
      return [
        same
          .map(([group]) =>
            [...new Set(pathsOf(group))].map(path => code(path.replace(/:(\w+)/g, '{$1}'))).join(', ')
          )
          .join('; '),
        String(row.capacity),
        String(row.refill),
        row.scope,
        ...provenance(row)
      ]
    })
  )
}

/** Returns all errors; the evidence of one that a behaviour with the same label raises is in the row of the behaviour. */
function renderErrors(rows: readonly ErrorRow[]): string {
  const { errors = [] } = distinctRows(readLedger())
  const counted = new Set(errors.map(({ name }) => name))
  return section(
    '## Errors\n\nThe evidence of an error without a source is that of the behaviours which raise it.',
    ['errorCode', 'status', 'detail', 'evidence', 'source', 'note'],
    rows.map(row => [
      code(row.errorCode),
      String(row.status),
      text(detailOf(row)),
      ...(counted.has(row.id) ? provenance(row) : [row.evidence, '']),
      text(row.note ?? '')
    ])
  )
}

function provenance({ evidence, analogousTo, source, date }: Provenance): string[] {
  return [`${evidence} ${date}`, (analogousTo ? `as *${text(analogousTo)}*: ` : '') + text(source)]
}

function section(heading: string, head: string[], rows: string[][]): string {
  return [heading, '', table(head, rows), ''].join('\n')
}

/** Returns a Markdown table. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Escapes a text for a table cell. */
export function text(plain: string): string {
  return plain.replace(/[\\|*_<`]/g, '\\$&').replaceAll('\n', ' ')
}

/** Formats code for a table cell, where only the bar needs an escape. */
export function code(plain: string): string {
  return `\`${plain.replaceAll('|', '\\|')}\``
}

/* c8 ignore next -- the command; the test imports the function */
if (import.meta.main) {
  writeFidelity()
  process.stdout.write(`${describeTotals(readLedger())}\n`)
}
