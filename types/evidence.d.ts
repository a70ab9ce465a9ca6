/** Generated from schemas/evidence.json by `npm run docs`; do not edit. */

export type Text = string

/**
 * fixtures/evidence.json: how each statement of the mock about Atlas is known. `npm run docs` generates the file and docs/fidelity from it.
 */
export interface EvidenceFile {
  rows: EvidenceRow[]
}
export interface EvidenceRow {
  /**
   * Also the anchor on the page.
   */
  id: string
  /**
   * Its page in docs/fidelity, without .md.
   */
  page: string
  kind: 'behaviour' | 'type' | 'field' | 'rate limit' | 'error'
  /**
   * The field that it is about; members are separated by dots.
   */
  field?: string
  /**
   * It says what responses show of the field: of a secret, always, or if it was not sent.
   */
  shows?: 'secret' | 'always' | 'default'
  title: Text
  /**
   * Status and error code of the response.
   */
  answer?: string
  note?: Text
  label:
    'recorded' | 'documented' | 'reported' | 'standard' | 'analogous' | 'code-only' | 'contradicted' | 'guess'
  /**
   * The id of the row whose rule applies.
   */
  analogousTo?: string
  source: Text
  /**
   * The day of the recording, or on which the source was read.
   */
  date: string
  /**
   * The day on which atlas-mock compare last received the same response from Atlas.
   */
  confirmed?: string
  /**
   * Integration types; empty: it does not depend on one.
   */
  types: Text[]
  /**
   * operationIds; empty: it does not depend on one.
   */
  operations: Text[]
  cases: EvidenceCase[]
}
/**
 * A further example. Without a label, it has that of its row, with source and date.
 */
export interface EvidenceCase {
  id: string
  title: Text
  answer: Text
  note?: Text
  label?:
    'recorded' | 'documented' | 'reported' | 'standard' | 'analogous' | 'code-only' | 'contradicted' | 'guess'
  /**
   * The id of the row whose rule applies.
   */
  analogousTo?: string
  source?: Text
  date?: string
  confirmed?: string
  /**
   * Of a case with a label; the row has those of the others.
   */
  types?: Text[]
  /**
   * Of a case with a label; the row has those of the others.
   */
  operations?: Text[]
}
