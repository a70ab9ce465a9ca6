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

/** Why a request was refused. For the log only: never a value from a body, never a secret. */
export type Why = { reason: string } & Record<string, unknown>

/**
 * The one error that services and checks throw; a row of the catalogue by its id.
 * The error handler turns it into an answer.
 */
export class AtlasError extends Error {
  readonly id: string
  readonly parameters: readonly (string | number)[]
  readonly why: Why
  readonly headers: Readonly<Record<string, string>>

  constructor(
    id: string,
    parameters: readonly (string | number)[],
    why: Why,
    headers: Readonly<Record<string, string>> = {}
  ) {
    super(`${id}: ${why.reason}`)
    this.name = 'AtlasError'
    this.id = id
    this.parameters = parameters
    this.why = why
    this.headers = headers
  }
}

/** A fault in what the user gave at the start (setting, seed, database). One line, exit code 2. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
