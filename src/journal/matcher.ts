type OneOrMore<T> = T | readonly T[]

/** What a request must be, as data: `Matcher` of `schemas/control/requests.json`. A list means any of it. */
export interface Matcher {
  operation?: OneOrMore<string>
  method?: OneOrMore<string>
  /** Patterns of the path without query. */
  path?: OneOrMore<string>
  project?: OneOrMore<string>
  organization?: OneOrMore<string>
  integrationType?: OneOrMore<string>
  principal?: OneOrMore<string>
  /** null: the connection ended without an answer. */
  status?: OneOrMore<number | null>
  errorCode?: OneOrMore<string>
  /** Patterns, of secret headers whole values; null: the header must be absent. */
  headers?: Readonly<Record<string, string | null>>
  /** Values; null: the parameter must be absent. */
  query?: Readonly<Record<string, string | null>>
  /** Values of the body's fields, compared as JSON. */
  body?: Readonly<Record<string, unknown>>
  /** Fields that the body must not have. */
  absent?: readonly string[]
  /** Id of the fault that fired; null: none may have. */
  fault?: string | null
}

/** One point in which a request is not what a matcher asks for. */
export interface Miss {
  /** Such as `body.apiKey`. */
  at: string
  why: string
}
