import type { Reason } from './reasons.ts'

/** How it is known that Atlas behaves so, in falling order of trust. */
export type Evidence = 'recorded' | 'documented' | 'reported' | 'inferred'

/** A placeholder of a row's text; `sample` stands in where a request gives no value. */
export interface ErrorParameter {
  name: string
  sample: string | number
}

/** One row of the catalogue: all that is known of one Atlas error. */
export interface ErrorRow {
  /** Unique in the catalogue; equal to `errorCode` for the row that the code means. */
  id: string
  status: number
  errorCode: string
  /** Text with one `%s` for each parameter, in order. */
  detail: string
  parameters?: ErrorParameter[]
  /** `challenge`: the anonymous 401; `empty`: no body. Otherwise the usual error body. */
  form?: 'challenge' | 'empty'
  evidence: Evidence
  source: string
  date: string
  note?: string
}

/**
 * The one error that services and guards throw: a row of the catalogue by its id. The error handler renders it.
 */
export class AtlasError extends Error {
  override readonly name = 'AtlasError'
  readonly id: string
  /** Values of the placeholders of the row's text, in order. */
  readonly parameters: readonly (string | number)[]
  /** For log and journal: never a value from a body, never a secret. */
  readonly reason: Reason
  readonly headers: Readonly<Record<string, string>>

  constructor(
    id: string,
    parameters: readonly (string | number)[],
    reason: Reason,
    headers: Readonly<Record<string, string>> = {}
  ) {
    super(`${id}: ${reason.code}`)
    this.id = id
    this.parameters = parameters
    this.reason = reason
    this.headers = headers
  }
}

/** A fault in what the user gave at the start (setting, seed, database). One line, exit code 2. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
