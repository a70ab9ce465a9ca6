import type { ErrorObject } from 'ajv'
import { readAsset } from '../../assets.ts'
import { createAjv } from '../../base/ajv.ts'
import { asObject, type Fields, tryParseJson } from '../../base/json.ts'
import { describeErrors, type SchemaError } from '../../base/schema-errors.ts'
import { headerOf } from '../../client/atlas-client.ts'
import { readJsonFile } from '../../state/json-file.ts'
import { CompareError } from '../compare-error.ts'
import type { Reply } from '../transport.ts'

interface Header {
  name: string
  value: string
}

/** The parts of a HAR entry that `schemas/har.json` describes. */
interface Entry {
  request: {
    method: string
    url: string
    headers?: Header[]
    bodySize?: number | null
    postData?: { text?: string | null; comment?: string } | null
  }
  response: {
    status: number
    statusText?: string | null
    headers?: Header[]
    content?: {
      text?: string | null
      encoding?: string | null
      size?: number | null
      comment?: string
    } | null
  }
}

/** A request to the Atlas API in a HAR, and the response to it. */
export interface RecordedCall {
  method: string
  /** As in the file: links repeat the Host header. */
  host: string
  /** Path and query as in the file. */
  path: string
  headers: Record<string, string>
  payload: string | undefined
  hasRequestBody: boolean
  hasResponseBody: boolean
  reply: Reply
}

/** Headers that affect the response; others belong to a connection, a browser or a session. */
const REPLAYED_HEADERS = ['accept', 'authorization', 'content-type', 'prefer']

/**
 * Reads the requests to `/api/atlas` and `/api/oauth` in an HTTP archive.
 *
 * @throws {StartError} for an unreadable or invalid file
 */
export async function readHar(path: string): Promise<RecordedCall[]> {
  const document = await readJsonFile('HAR', path)
  const validate = createAjv().compile<{ log: { entries: Entry[] } }>(readAsset('schemas/har.json'))
  if (!validate(document)) {
    const [{ path: place, detail }] = describeErrors(validate.errors as ErrorObject[]) as [SchemaError]
    throw new CompareError(`invalid HAR ${path} at ${place || '/'}: ${detail}`)
  }
  const calls = document.log.entries.flatMap(entry => toCall(entry) ?? [])
  if (calls.length === 0) throw new CompareError(`${path} has no requests to /api/atlas or /api/oauth`)
  return calls
}

/** Returns a request to the Atlas API; undefined for another one. */
function toCall({ request, response }: Entry): RecordedCall | undefined {
  const [, host = '', target = ''] = /^https?:\/\/([\w.:[\]-]+)(\/[^#\s]*)/i.exec(request.url) ?? []
  const path = target.replace(/[^!-~]/g, character => encodeURI(character.toWellFormed()))
  if (!/^\/{1,2}api\/(atlas|oauth)\//.test(path) || !/^[A-Za-z]+$/.test(request.method)) return undefined
  const { method, headers = [], postData } = request
  const content = response.content ?? {}
  const text = content.text ?? ''
  const reply: Reply = {
    status: response.status,
    // HTTP/2 has no reason phrase.
    reason: response.statusText || undefined,
    headers: (response.headers ?? []).map(({ name, value }) => [name, value]),
    body: content.encoding === 'base64' ? Buffer.from(text, 'base64').toString() : text
  }
  return {
    method: method.toUpperCase(),
    host,
    path,
    headers: Object.fromEntries(
      headers
        .map(({ name, value }) => [name.toLowerCase(), value] as const)
        .filter(([name, value]) => REPLAYED_HEADERS.includes(name) && /^[\t -~]*$/.test(value))
    ),
    payload: postData?.text || undefined,
    hasRequestBody:
      Boolean(postData?.text) || ((request.bodySize ?? 0) <= 0 && postData?.comment === undefined),
    hasResponseBody: text !== '' || (content.comment === undefined && !isBodyExpected(reply, content.size)),
    reply
  }
}

function isBodyExpected(reply: Reply, size: number | null = 0): boolean {
  return (size ?? 0) > 0 || Number(headerOf(reply, 'content-length') ?? 0) > 0
}

/** Returns the id in a path after `groups` or `orgs`. */
export function idAfter(collection: string, path: string): string | undefined {
  return new RegExp(`/${collection}/([0-9a-f]{24})(?![0-9A-Za-z])`).exec(path)?.[1]
}

/** Returns the JSON object in a body, and the objects in its `results` or `content`. */
export function objectsIn(body: string): Fields[] {
  const value = asObject(tryParseJson(body))
  if (!value) return []
  const { results, content } = value
  const inner = [content, ...(Array.isArray(results) ? results : [])].map(asObject)
  return [value, ...inner.filter(fields => fields !== undefined)]
}
