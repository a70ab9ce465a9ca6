import type { EvidenceFile, EvidenceRow } from '../../../types/evidence.d.ts'
import { readAsset } from '../../assets.ts'
import { StartError } from '../../catalogue/errors.ts'
import { LABELS } from '../../catalogue/evidence.ts'
import type { Terminal } from '../../config/terminal.ts'
import { linkTo, titleOf } from '../label/rows.ts'

/**
 * Prints the rows of docs/fidelity that have all words, the least certain first.
 *
 * @param words labels, integration types, operations, error codes, or words of a row; none: all rows
 * @throws {StartError} if no row has them
 */
export function printEvidence(words: readonly string[], asJson: boolean, terminal: Terminal): void {
  const { rows } = readAsset<EvidenceFile>('fixtures/evidence.json')
  const tests = words.map(word => testFor(word, rows))
  const found = rows
    .filter(row => tests.every(has => has(row)))
    .toSorted((a, b) => LABELS.indexOf(b.label) - LABELS.indexOf(a.label))
  if (found.length === 0) throw new StartError(`no row has ${words.map(word => `'${word}'`).join(' and ')}`)
  terminal.print(asJson ? JSON.stringify({ rows: found }, null, 2).split('\n') : found.flatMap(renderRow))
}

/** Returns a function that tells whether a row has a word: a label, a type or an operation as such, else any text. */
function testFor(word: string, rows: readonly EvidenceRow[]): (row: EvidenceRow) => boolean {
  const text = word.toLowerCase()
  const isWord = (name: string | undefined) => name?.toLowerCase() === text
  if (LABELS.some(isWord)) return ({ label, cases }) => isWord(label) || cases.some(one => isWord(one.label))
  for (const member of ['types', 'operations'] as const) {
    const has = (row: EvidenceRow) => [row, ...row.cases].some(one => one[member]?.some(isWord))
    if (rows.some(has)) return has
  }
  return row => valuesOf(row).some(value => value.toLowerCase().includes(text))
}

/** Returns the texts of a row and of its cases. */
function valuesOf({ cases, ...row }: EvidenceRow): string[] {
  return [row, ...cases].flatMap(one => Object.values(one)).flat()
}

function renderRow(row: EvidenceRow): string[] {
  const { label, date, answer, source, cases } = row
  return [
    `${label}: ${titleOf(row)}${answer === undefined ? '' : ` → ${answer}`}`,
    `  ${source} (${date})`,
    ...cases.map(one => `  - ${one.title} → ${one.answer}${one.label ? ` (${one.label})` : ''}`),
    `  ${linkTo(row)}`,
    ''
  ]
}
