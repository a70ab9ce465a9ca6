/** Labels of the evidence for a behaviour of Atlas, the most reliable first; docs/FIDELITY.md explains them. */
export const LABELS = [
  'recorded',
  'documented',
  'reported',
  'standard',
  'analogous',
  'code-only',
  'contradicted',
  'guess'
] as const

export type Evidence = (typeof LABELS)[number]

/** The origin of a statement about Atlas. */
export interface Provenance {
  evidence: Evidence
  /**
   * With the label `analogous`: the row whose rule applies, as `<theme>/<title>` of an exchange, `<TYPE>/<field>`,
   * `rate-limits/<group>`, or the id of an error.
   */
  analogousTo?: string
  source: string
  /** Day of the recording, or on which the source was read: YYYY-MM-DD. */
  date: string
}
