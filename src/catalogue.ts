import { STATUS_CODES } from 'node:http'
import { readAsset } from './assets.ts'
import type { AtlasError, ErrorRow } from './errors.ts'

/** The body of an Atlas error, its keys in Atlas's order. */
export interface ApiError {
  detail: string
  error: number
  errorCode: string
  parameters: (string | number)[]
  reason: string
}

/** The example body that Atlas's document gives for a status. */
export interface DocumentedExample {
  status: number
  body: { detail: string; error: number; errorCode: string; reason: string }
}

/** The catalogue of errors: `schemas/errors.json` with the rows of the type files merged in. */
export interface Catalogue {
  readonly rows: readonly ErrorRow[]
  /** The row with this id. @throws {Error} where there is none: a fault of the mock, not of a request */
  row(id: string): ErrorRow
  /** The row that an errorCode means, undefined for an unknown code. */
  byErrorCode(code: string): ErrorRow | undefined
  /** The documented example of a status. */
  example(status: number): DocumentedExample | undefined
  /** The error's body as Atlas words it. */
  body(error: Pick<AtlasError, 'id' | 'parameters'>): ApiError
  /** A body in Atlas's shape that is no row. */
  anyBody(error: { status: number; errorCode: string; detail: string }): ApiError
}

/**
 * @param typeRows rows that stand in the type files
 * @param roleDeniedStatus status of USER_UNAUTHORIZED; some clients' tests expect 403
 * @throws {Error} when two rows share an id
 */
export function createCatalogue(typeRows: readonly ErrorRow[], roleDeniedStatus: 401 | 403): Catalogue {
  const file = readAsset<{ rows: ErrorRow[]; examples: DocumentedExample[] }>('schemas/errors.json')
  const byId = new Map<string, ErrorRow>()
  for (const row of [...file.rows, ...typeRows]) {
    if (byId.has(row.id)) throw new Error(`two rows of the error catalogue have the id ${row.id}`)
    byId.set(row.id, row.id === 'USER_UNAUTHORIZED' ? { ...row, status: roleDeniedStatus } : row)
  }
  const examples = new Map(file.examples.map(example => [example.status, example]))
  const row = (id: string): ErrorRow => {
    const found = byId.get(id)
    if (!found) throw new Error(`the error catalogue has no row ${id}`)
    return found
  }
  return {
    rows: [...byId.values()],
    row,
    byErrorCode: code => byId.get(code),
    example: status => examples.get(status),
    anyBody: ({ status, errorCode, detail }) => ({
      detail,
      error: status,
      errorCode,
      parameters: [],
      reason: STATUS_CODES[status] ?? 'Unknown'
    }),
    body({ id, parameters }) {
      const { detail, status, errorCode } = row(id)
      let next = 0
      return {
        detail: detail.replaceAll('%s', () => String(parameters[next++])),
        error: status,
        errorCode,
        parameters: [...parameters],
        reason: STATUS_CODES[status] as string
      }
    }
  }
}
