import { STATUS_CODES } from 'node:http'
import type { ErrorRow } from '../../types/integration-type.d.ts'
import type { ReasonDetails } from '../../types/reasons.d.ts'
import { readAsset } from '../assets.ts'
import { fillTemplate } from '../base/fill-template.ts'

export type { ErrorParameter, ErrorRow } from '../../types/integration-type.d.ts'

/** What determines an error response: thrown as an {@link AtlasError}, or returned where an error is frequent. */
export interface Rejection {
  /** Of a row in the catalogue. */
  readonly id: string
  /** Values of the row's placeholders, in order; null for a value that was not sent. */
  readonly parameters: readonly (string | number | null)[]
  /** For log and journal. Must not contain secrets or values from a body. */
  readonly reason: Reason
  readonly headers?: Readonly<Record<string, string>>
}

/** A {@link Rejection} that services and checks throw. The error handler renders it. */
export class AtlasError extends Error implements Rejection {
  override readonly name = 'AtlasError'
  readonly id: string
  readonly parameters: Rejection['parameters']
  readonly reason: Reason
  readonly headers: Readonly<Record<string, string>>

  constructor(
    id: string,
    parameters: readonly (string | number | null)[],
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

/** An error of RFC 6749 §5.2. */
export class OAuthError extends Error {
  readonly status: 400 | 401 | 403 | 500
  /** The response body, its keys in Atlas's order. */
  readonly body: { error_description: string; error: string }
  readonly reason: Reason

  constructor(status: OAuthError['status'], error: string, description: string, reason: Reason) {
    super(description)
    this.status = status
    this.body = { error_description: description, error }
    this.reason = reason
  }
}

/** Returns the 500 of the token endpoint (documented). */
export function oauthServerError(reason: Reason): OAuthError {
  return new OAuthError(500, 'server_error', 'Unexpected error.', reason)
}

/** An error in settings, seed or database. The command prints one line and exits with code 2. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** A reason code of `schemas/reasons.json`. */
export type ReasonCode = keyof ReasonDetails

/** The reason for a response: a code and the details of its text. Must not contain secrets. */
export type Reason = { [Code in ReasonCode]: { code: Code } & ReasonDetails[Code] }[ReasonCode]

const TEXTS = readAsset<Record<ReasonCode, { en: string; zh: string }>>('schemas/reasons.json')

/** Returns the English text of a reason, for people only: code must compare codes. */
export function reasonText(reason: Reason): string {
  return fillTemplate(TEXTS[reason.code].en, { ...reason })
}

/** The body of an Atlas error, keys in Atlas's order. */
export interface ApiError {
  badRequestDetail?: NonNullable<ErrorRow['badRequestDetail']>
  detail: string
  error: number
  errorCode: string
  parameters: (string | number | null)[]
  reason: string
}

/** The example body of a status code in the official document. */
export interface DocumentedExample {
  status: number
  body: { detail: string; error: number; errorCode: string; reason: string }
}

export type Catalogue = ReturnType<typeof createCatalogue>

/** An error that need not be in the catalogue. */
interface AnyError extends Pick<ErrorRow, 'status' | 'errorCode' | 'detail'> {
  parameters?: Rejection['parameters']
}

/**
 * Creates the error catalogue: `schemas/errors.json` with the rows of the type files merged in.
 *
 * @param typeRows rows from the type files
 * @param roleDeniedStatus status code of USER_UNAUTHORIZED; some clients' tests expect 403
 * @throws {Error} if two rows have the same id
 */
export function createCatalogue(typeRows: readonly ErrorRow[], roleDeniedStatus: 401 | 403) {
  const file = readAsset<{ rows: ErrorRow[]; examples: DocumentedExample[] }>('schemas/errors.json')
  const byId = new Map<string, ErrorRow>()
  for (const row of [...file.rows, ...typeRows]) {
    if (byId.has(row.id)) throw new Error(`two rows of the error catalogue have the id ${row.id}`)
    byId.set(row.id, row.id === 'USER_UNAUTHORIZED' ? { ...row, status: roleDeniedStatus } : row)
  }
  /** @throws {Error} for an unknown id, which is a bug in the mock */
  const row = (id: string): ErrorRow => {
    const found = byId.get(id)
    if (!found) throw new Error(`the error catalogue has no row ${id}`)
    return found
  }
  /** Returns a body in Atlas's format. */
  const anyBody = ({ status, errorCode, detail, parameters = [] }: AnyError): ApiError => ({
    detail,
    error: status,
    errorCode,
    parameters: [...parameters],
    reason: STATUS_CODES[status] ?? 'Unknown'
  })
  return {
    rows: [...byId.values()],
    row,
    /** Returns the main row of an errorCode: its id is the code. */
    byErrorCode: (code: string): ErrorRow | undefined => byId.get(code),
    /** The documented examples by status code. */
    examples: new Map(file.examples.map(example => [example.status, example])),
    anyBody,
    body({ id, parameters }: Pick<Rejection, 'id' | 'parameters'>): ApiError {
      const { badRequestDetail, detail, status, errorCode } = row(id)
      let next = 0
      const text = detail.replaceAll('%s', () => String(parameters[next++]))
      return {
        ...(badRequestDetail && { badRequestDetail }),
        ...anyBody({ status, errorCode, detail: text, parameters })
      }
    }
  }
}
