import type { Entry, HAR as Har } from '../../../types/har.d.ts'
import { readAsset } from '../../assets.ts'
import { createAjv } from '../../base/ajv.ts'
import { asObject, type Fields, tryParseJson } from '../../base/json.ts'
import { headerOf } from '../../client/atlas-client.ts'
import { readJsonFile, requireValid } from '../../state/json-file.ts'
import { CompareError } from '../compare-error.ts'
import type { PageCall } from '../page.ts'
import type { Reply } from '../transport.ts'

/** A request in a HAR, and the response to it. */
export interface HarCall extends PageCall {
  payload: string | undefined
  recorded: Reply
  host: string
  isPayloadMissing: boolean
}

/** Headers that affect the response; others belong to a connection, a browser or a session. */
const REPLAYED_HEADERS = ['accept', 'authorization', 'content-type', 'prefer']

/**
 * Reads the requests to `/api/atlas` and `/api/oauth` in an HTTP archive.
 *
 * @throws {StartError} for an unreadable or invalid file
 */
export async function readHar(path: string): Promise<HarCall[]> {
  const validate = createAjv().compile<Har>(readAsset('schemas/har.json'))
  const document = requireValid(`HAR ${path}`, await readJsonFile('HAR', path), validate)
  const calls = document.log.entries.map(toCall).filter(({ method, path }) => {
    return /^\/{1,2}api\/(atlas|oauth)\//.test(path) && /^[A-Za-z]+$/.test(method)
  })
  if (calls.length === 0) throw new CompareError(`${path} has no requests to /api/atlas or /api/oauth`)
  return calls
}

/** Returns the call of an entry; its path is empty if the URL is invalid. */
export function toCall({ request, response }: Entry): HarCall {
  const [, host = '', target = ''] = /^https?:\/\/([\w.:[\]-]+)(\/[^#\s]*)/i.exec(request.url) ?? []
  const { method, headers = [], postData, bodySize } = request
  const content = response.content ?? {}
  const text = content.text ?? ''
  const recorded: Reply = {
    status: response.status,
    // HTTP/2 has no reason phrase.
    reason: response.statusText || undefined,
    headers: (response.headers ?? []).map(({ name, value }) => [name, value]),
    body: content.encoding === 'base64' ? Buffer.from(text, 'base64').toString() : text
  }
  const isBodyExpected = (content.size ?? 0) > 0 || Number(headerOf(recorded, 'content-length') ?? 0) > 0
  return {
    method: method.toUpperCase(),
    path: target.replace(/[^!-~]/g, character => encodeURI(character.toWellFormed())),
    // Links repeat the Host header.
    host,
    headers: headers
      .map(({ name, value }) => [name.toLowerCase(), value] as const)
      .filter(([name, value]) => REPLAYED_HEADERS.includes(name) && /^[\t -~]*$/.test(value)),
    payload: postData?.text || undefined,
    isPayloadMissing: !postData?.text && ((bodySize ?? 0) > 0 || postData?.comment !== undefined),
    recorded,
    isBodyMissing: text === '' && (content.comment !== undefined || isBodyExpected)
  }
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
