import { basename } from 'node:path'
import { versionedType } from '../../atlas/media-type.ts'
import { startMock } from '../../mock/mock.ts'
import { createSources } from '../../sources.ts'
import { type DifferenceOptions, differencesOf } from '../difference.ts'
import { operationOf } from '../operations.ts'
import { FIXTURE_NAMES, insertPlaceholders } from '../placeholders.ts'
import type { Comparison, Result, Skipped } from '../result.ts'
import { Service } from '../service.ts'
import { headerOf, type Reply, Transport } from '../transport.ts'
import { preexistingIntegrations, unmask } from './integrations.ts'
import { type RecordedCall, readHar } from './read.ts'
import { type HarState, harStateOf, idAfter, isObjectId, objectsIn } from './state.ts'

const ID = /(?<![0-9A-Za-z])[0-9a-f]{24}(?![0-9A-Za-z])/g

const VERSIONED = versionedType()

/** Headers that the writers of HAR files omit or change. */
const IGNORED_HEADERS = ['date']

/**
 * Replays the requests of a HAR on a mock in this process and compares its responses with the recorded ones.
 *
 * @throws {CompareError} for an unreadable or invalid file
 */
export async function compareWithHar(path: string): Promise<Comparison> {
  const calls = readHar(path)
  const state = harStateOf(calls)
  const mock = await startMock({ seed: state.seed })
  const transport = new Transport(new URL(mock.url))
  try {
    const replayer = new HarReplayer(transport, state)
    await replayer.prepare(calls)
    const results: Result[] = []
    const skipped = new Map<string, Skipped>()
    for (const call of calls) {
      const why = reasonToSkip(call) ?? (replayer.needsEarlierState(call) ? 'earlier state' : undefined)
      if (why === undefined) {
        results.push(await replayer.compare(call))
        continue
      }
      const request = `${call.method} ${templateOf(call.path)}`
      const key = `${why} ${request}`
      const count = (skipped.get(key)?.count ?? 0) + 1
      skipped.set(key, { why, request, count })
    }
    return { source: basename(path), results, skipped: [...skipped.values()] }
  } finally {
    transport.close()
    await mock.close()
  }
}

/** Operations whose responses depend on the projects that the caller may see. */
const CALLER_DEPENDENT_OPERATIONS = ['listGroups', 'listOrgs', 'getOrgGroups']

/** Returns why a request is not replayed; undefined if it is. */
function reasonToSkip(call: RecordedCall): Skipped['why'] | undefined {
  const { method, path, headers, payload, hasRequestBody, reply } = call
  const operation = operationOf(method, path)
  if (operation === undefined) return 'not covered'
  if (reply.status < 200 || reply.status === 429 || reply.status >= 500) return 'transient'
  // A validation error depends on the value behind a mask.
  const isMasked = payload?.includes('***')
  if (!hasRequestBody || (isMasked && reply.status === 400)) return 'body missing'
  const isChallenge =
    headers['authorization'] === undefined && headerOf(reply, 'www-authenticate') !== undefined
  const isRejected = [401, 403].includes(reply.status) && !isChallenge
  const isOfCaller = CALLER_DEPENDENT_OPERATIONS.includes(operation) && !isChallenge
  return isRejected || isOfCaller ? 'credentials' : undefined
}

/** Replays requests on the mock as the owner of the organization that they name. */
class HarReplayer {
  readonly #transport: Transport
  readonly #state: HarState
  readonly #services = new Map<string, Service>()
  /** The mock's ids by the recorded ones. */
  readonly #ids = new Map<string, string>()
  /** Projects with integrations that could not be created. */
  readonly #incomplete = new Set<string>()

  constructor(transport: Transport, state: HarState) {
    this.#transport = transport
    this.#state = state
  }

  /** Creates the integrations that existed before the first request. */
  async prepare(calls: readonly RecordedCall[]): Promise<void> {
    for (const { projectId, type, settings } of preexistingIntegrations(calls)) {
      const path = `/api/atlas/v2/groups/${projectId}/integrations/${encodeURIComponent(type)}`
      const { status } = await this.#serviceFor({ path, payload: undefined }).send({
        method: 'POST',
        path,
        headers: { Accept: VERSIONED, 'Content-Type': VERSIONED },
        payload: Buffer.from(JSON.stringify(settings))
      })
      // For example, a key that is masked completely has no valid stand-in.
      if (status >= 300) this.#incomplete.add(projectId)
    }
  }

  /** Returns whether a response shows a resource that neither the file nor {@link prepare} created. */
  needsEarlierState({ method, path, reply }: RecordedCall): boolean {
    if (/\/integrations(\/|\?|$)/.test(path)) return this.#incomplete.has(idAfter('groups', path) ?? '')
    if (reply.status >= 300) return false
    const [, inPath] = /\/groups\/[^/]+\/\w+\/([0-9a-f]{24})(?:[/?]|$)/.exec(path) ?? []
    const shown = objectsIn(reply.body).map(fields => fields['id'] ?? fields['metricIntegrationId'])
    const isCreated = method === 'POST' && inPath === undefined
    return [inPath, ...(isCreated ? [] : shown)].some(
      id => isObjectId(id) && !this.#ids.has(id) && !this.#state.isKnown(id)
    )
  }

  async compare(call: RecordedCall): Promise<Result> {
    const { method, path, host, reply } = call
    const played = await this.#send(call)
    mapIds(reply.body, played.body, this.#ids)
    const placeholders = { host, names: FIXTURE_NAMES }
    const mine = insertPlaceholders(played, placeholders)
    const recorded = insertPlaceholders(
      call.hasResponseBody ? reply : { ...reply, body: played.body },
      placeholders
    )
    const options: DifferenceOptions = {
      ignoredHeaders: IGNORED_HEADERS,
      compareWhitespace: false,
      isEqual: (text, masked) => isMaskOf(masked, text, reply.status >= 400)
    }
    return {
      operation: operationOf(method, path) ?? '',
      title: `${method} ${path.replace(ID, id => `${id.slice(0, 4)}…${id.slice(-4)}`)}`,
      differences: differencesOf(mine, recorded, options)
    }
  }

  async #send({ method, path, host, headers, payload, reply }: RecordedCall): Promise<Reply> {
    const { authorization, ...others } = headers
    const isToken = path.includes('/api/oauth/')
    const mapped = (text: string) => text.replace(ID, id => this.#ids.get(id) ?? id)
    const call = {
      method,
      path: mapped(path),
      headers: {
        ...others,
        Host: host,
        ...(isToken && { authorization: this.#basic() })
      },
      payload: payload === undefined ? undefined : Buffer.from(unmask(mapped(payload)))
    }
    const service = this.#serviceFor({ path, payload })
    const isAnonymous = isToken || (authorization === undefined && reply.status === 401)
    return isAnonymous ? await service.sendAnonymously(call) : await service.send(call)
  }

  #basic(): string {
    const { clientId, clientSecret } = this.#state
    return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  }

  #serviceFor(call: Pick<RecordedCall, 'path' | 'payload'>): Service {
    const { publicKey: id, privateKey: secret } = this.#state.ownerFor(call)
    const service =
      this.#services.get(id) ??
      new Service(this.#transport, { credential: { kind: 'apiKey', id, secret }, sources: createSources() })
    this.#services.set(id, service)
    return service
  }
}

/** Maps the ids at the same places of two bodies. */
function mapIds(recorded: string, played: string, ids: Map<string, string>): void {
  const mine = objectsIn(played)
  for (const [at, theirs] of objectsIn(recorded).entries()) {
    for (const [name, value] of Object.entries(theirs)) {
      const own = mine[at]?.[name]
      if (isObjectId(value) && isObjectId(own) && value !== own) ids.set(value, own)
    }
  }
}

/**
 * Returns whether `masked` can be a mask of `text`. In an error, any part may be masked.
 *
 * @param masked with asterisks in place of characters
 */
export function isMaskOf(masked: string, text: string, isError: boolean): boolean {
  if (/^\*{3,}$/.test(masked)) return true
  if (!isError) return false
  const parts = masked.split(/\*{3,}/)
  if (parts.length < 2) return false
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

/** Returns a path with placeholders for ids and without its query. */
function templateOf(path: string): string {
  return (path.split('?')[0] ?? '').replace(ID, '{id}')
}
