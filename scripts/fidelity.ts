import { readFileSync, writeFileSync } from 'node:fs'
import { readAsset } from '../src/assets.ts'
import { OPERATION_ROWS } from '../src/atlas/operation.ts'
import type { ErrorRow } from '../src/catalogue/errors.ts'
import { LABELS, type Provenance } from '../src/catalogue/evidence.ts'
import type { Exchange } from '../src/compare/exchange.ts'
import { createRegistry, type IntegrationType, readTypeFiles } from '../src/integrations/registry.ts'
import { RATE_LIMITS } from '../src/rate-limits/rate-limits.ts'
import {
  behavioursOf,
  countLabels,
  detailOf,
  featuresOf,
  type LedgerRow,
  NOTIFICATION_SECRETS,
  readErrors,
  readLedger,
  type Secret,
  SHOWN,
  secretsOf,
  themes
} from './ledger.ts'

const TARGET = 'docs/FIDELITY.md'
const READMES = ['README.md', 'README.zh-CN.md']

const MEANINGS: Record<(typeof LABELS)[number], string> = {
  recorded: 'a public repository contains a response of the real service, with its headers',
  documented: 'the official OpenAPI document, reference or documentation states it',
  reported: 'public issues, tests and repositories of users, clients or maintainers show it',
  standard: 'follows from a standard, which the source names',
  analogous:
    'follows from a rule that is recorded, documented or reported for another case; the source names its row first',
  'code-only':
    "the error code is in Atlas's published list of errors; whether Atlas uses it here is not known",
  contradicted: 'public evidence points both ways; the source names both sides',
  guess: 'no public evidence; the mock had to choose'
}

const FIELD_HEAD = ['field', 'fact', 'evidence', 'source', 'date']

/** Writes `docs/FIDELITY.md` and the totals in the READMEs. */
export function writeFidelity(): void {
  writeFileSync(TARGET, renderFidelity())
  for (const page of READMES) writeFileSync(page, updateTotals(readFileSync(page, 'utf8')))
}

/** Returns a README with the current totals by label, after the date of the newest evidence. */
export function updateTotals(readme: string): string {
  const rows = Object.values(readLedger()).flat()
  const newest = rows
    .map(({ date }) => date)
    .toSorted()
    .at(-1)
  const cells = [newest, ...countLabels(rows)].join(' | ')
  return readme.replace(/^\| [\d-]{10} \|( \d+ \|)+$/m, `| ${cells} |`)
}

/** Returns the text of `docs/FIDELITY.md`. */
export function renderFidelity(): string {
  const { all: types, of } = createRegistry(readTypeFiles())
  const sections = [
    renderOmitted(),
    renderUnenforced(types),
    '## Behaviours\n\nThe tests replay each exchange of `fixtures/exchanges/`.\n',
    ...themes().map(renderTheme),
    '## Integration types\n\nIn the order in which Atlas lists them.\n',
    ...of('integrations').map(type => renderType(type, type.facts.label)),
    '## Types of log and metric integrations\n',
    ...of('logIntegrations').map(type => renderType(type, `${type.facts.label} logs`)),
    ...of('metricIntegrations').map(type => renderType(type, `${type.facts.label} metrics`)),
    section('## Secrets of alert notifications', FIELD_HEAD, renderSecrets(NOTIFICATION_SECRETS)),
    renderRateLimits(),
    renderErrors(readErrors(types)),
    renderFeatures()
  ]
  const ledger = readLedger()
  const body = sections.join('\n')
  return `${[renderIntroduction(ledger), renderTotals(ledger), renderContents(body), body].join('\n').trimEnd()}\n`
}

/** Returns the head of the page, which begins with the least certain rows. */
function renderIntroduction(ledger: Record<string, LedgerRow[]>): string {
  const counts = countLabels(Object.values(ledger).flat())
  const count = (label: (typeof LABELS)[number]) => counts[LABELS.indexOf(label)]
  return `# Fidelity

How the mock behaves, and the evidence that Atlas behaves the same. \`npm run docs\` generates this page from \`schemas/\` and \`fixtures/\`; do not edit it.

The least certain rows are those labelled *guess* (${count('guess')}), *contradicted* (${count('contradicted')}) and *code-only* (${count('code-only')}). Before a test relies on one of them, confirm it with [\`atlas-mock compare\`](COMPARE.md).

${table(
  ['label', 'meaning'],
  LABELS.map(label => [label, MEANINGS[label]])
)}

If several labels apply, a row has the one that is highest in the table. The date is that of the recording, or the day on which we read the source. *Confirmed* is the day on which \`atlas-mock compare\` last received the same response from Atlas; if it never did, the cell is empty.
`
}

function renderSecrets(secrets: readonly Secret[]): string[][] {
  return secrets.map(([name, secret]) => [code(name), SHOWN[secret.shown], ...provenance(secret)])
}

function renderTotals(ledger: Record<string, LedgerRow[]>): string {
  const columns = Object.values(ledger).map(countLabels)
  const counts = LABELS.map((_label, at) => columns.map(column => column[at] ?? 0))
  return section(
    '## Totals',
    ['label', ...Object.keys(ledger), 'all'],
    counts.map((row, at) => [LABELS[at] as string, ...[...row, sum(row)].map(String)])
  )
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

function renderUnenforced(types: readonly IntegrationType[]): string {
  const rows = types.flatMap(type =>
    type.fields.flatMap(([name, { 'x-unenforced': fact }]) =>
      fact ? [[code(type.name), code(name), code(fact.pattern), ...provenance(fact)]] : []
    )
  )
  const head = ['type', 'field', 'documented pattern', 'evidence', 'source', 'date']
  return section(
    "## Unenforced patterns\n\nAtlas's OpenAPI document contains these patterns. Atlas and the mock accept values that violate them.",
    head,
    rows
  )
}

function renderTheme(theme: string): string {
  const words = theme.replaceAll('-', ' ')
  return section(
    `### ${words.charAt(0).toUpperCase()}${words.slice(1)}`,
    ['behaviour', 'response', 'evidence', 'source', 'date', 'confirmed'],
    behavioursOf(theme).map(behaviour => [
      titleOf(behaviour),
      responseOf(behaviour),
      ...provenance(behaviour),
      behaviour.confirmed ?? ''
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

function titleOf({ title, note }: Exchange): string {
  return text(note ? `${title}. ${note}` : title)
}

function responseOf({ response: { status, headers, rawBody } }: Exchange): string {
  const errorCode = headers['X-Error-Code'] ?? /"error(?:Code)?" ?: ?"(\w+)"/.exec(rawBody ?? '')?.[1]
  return errorCode ? `${status} ${code(errorCode)}` : String(status)
}

function renderType(type: IntegrationType, label: string): string {
  const { facts } = type
  const own = facts.facts.map(fact => [code(fact.field), text(fact.fact), ...provenance(fact)])
  const secrets = renderSecrets(secretsOf(type.fields))
  const errors = (facts.errors ?? []).map(row => ['', `error ${code(row.errorCode)}`, ...provenance(row)])
  const heading = `### ${text(label)}\n\n${code(type.name)}, ${facts.evidence}: ${text(facts.source)}, ${facts.date}. [Atlas documentation](${facts.docs})`
  return section(heading, FIELD_HEAD, [...own, ...secrets, ...errors])
}

function renderRateLimits(): string {
  const pathsOf = (group: string) =>
    Object.values(OPERATION_ROWS).flatMap(({ rateGroup, path }) => (rateGroup === group ? [path] : []))
  return section(
    '## Rate limits\n\nEach caller has a token bucket for each row, and with the scope *project* one for each project. A request takes one token. Every 60 seconds, the refill is added, up to the capacity. For the evidence of how requests are counted, see the row RATE\\_LIMITED\\_TOKEN\\_BUCKET of [Errors](#errors).',
    ['paths', 'capacity', 'refill', 'scope', 'evidence', 'source', 'date'],
    Object.entries(RATE_LIMITS).map(([group, row]) => [
      [...new Set(pathsOf(group))].map(path => code(path.replace(/:(\w+)/g, '{$1}'))).join(', '),
      String(row.capacity),
      String(row.refill),
      row.scope,
      ...provenance(row)
    ])
  )
}

function renderErrors(rows: readonly ErrorRow[]): string {
  return section(
    '## Errors',
    ['errorCode', 'status', 'detail', 'evidence', 'source', 'date', 'note'],
    rows.map(row => [
      code(row.errorCode),
      String(row.status),
      text(detailOf(row)),
      ...provenance(row),
      text(row.note ?? '')
    ])
  )
}

function provenance({ evidence, analogousTo, source, date }: Provenance): string[] {
  return [evidence, (analogousTo ? `as *${text(analogousTo)}*: ` : '') + text(source), date]
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
if (import.meta.main) writeFidelity()
