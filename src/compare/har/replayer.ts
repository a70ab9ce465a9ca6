import { versionedType } from '../../atlas/media-type.ts'
import { createSources } from '../../base/sources.ts'
import { createRegistry, readTypeFiles } from '../../integrations/registry.ts'
import { type DifferenceOptions, differencesOf } from '../difference.ts'
import { operationOf } from '../operations.ts'
import { FIXTURE_NAMES, insertPlaceholders, isObjectId, OBJECT_IDS } from '../placeholders.ts'
import type { Result } from '../result.ts'
import { ServiceClient } from '../service-client.ts'
import type { Reply, Transport } from '../transport.ts'
import { preexistingIntegrations } from './integrations.ts'
import { isMaskOf, unmask } from './masks.ts'
import type { RecordedCall } from './read.ts'
import { type HarState, idAfter, objectsIn } from './state.ts'

const VERSIONED = versionedType()

/** Headers that the writers of HAR files omit or change. */
const IGNORED_HEADERS = ['date']

/** Replays requests on the mock as the owner of the organization that they name. */
export class HarReplayer {
  readonly #transport: Transport
  readonly #state: HarState
  readonly #services = new Map<string, ServiceClient>()
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
    const known = new Set(createRegistry(readTypeFiles()).thirdParty.map(({ name }) => name))
    for (const { projectId, type, settings } of preexistingIntegrations(calls)) {
      // A file may show any number of unknown types.
      if (!known.has(type)) this.#incomplete.add(projectId)
      if (this.#incomplete.has(projectId)) continue
      const path = `/api/atlas/v2/groups/${projectId}/integrations/${encodeURIComponent(type)}`
      const { status } = await this.#serviceFor({ path, payload: undefined }).send({
        method: 'POST',
        path,
        headers: [
          ['Accept', VERSIONED],
          ['Content-Type', VERSIONED]
        ],
        body: JSON.stringify(settings)
      })
      // For example, a key that is masked completely has no valid stand-in.
      if (status >= 300) this.#incomplete.add(projectId)
    }
  }

  /** Returns whether a response shows a resource that neither the file nor {@link prepare} created. */
  needsEarlierState({ method, path, reply }: RecordedCall): boolean {
    if (/\/integrations(\/|\?|$)/.test(path)) return this.#incomplete.has(idAfter('groups', path) ?? '')
    // What a project has besides integrations is known only if the file creates the project.
    if (/\/(accessList|maintenanceWindow)(\/|\?|$)/.test(path))
      return !this.#ids.has(idAfter('groups', path) ?? '')
    if (reply.status >= 300) return false
    const [, inPath] = /\/(?:groups|orgs)\/[^/]+\/\w+\/([0-9a-f]{24})(?:[/?]|$)/.exec(path) ?? []
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
      title: `${method} ${path.replace(OBJECT_IDS, id => `${id.slice(0, 4)}…${id.slice(-4)}`)}`,
      differences: differencesOf(mine, recorded, options)
    }
  }

  async #send({ method, path, host, headers, payload, reply }: RecordedCall): Promise<Reply> {
    const { authorization, ...others } = headers
    const isToken = path.includes('/api/oauth/')
    const mapped = (text: string) => text.replace(OBJECT_IDS, id => this.#ids.get(id) ?? id)
    const call = {
      method,
      path: mapped(path),
      headers: Object.entries({
        ...others,
        Host: host,
        ...(isToken && { authorization: this.#basic() })
      }),
      body: payload === undefined ? undefined : unmask(mapped(payload))
    }
    const service = this.#serviceFor({ path, payload })
    const isAnonymous = isToken || (authorization === undefined && reply.status === 401)
    return isAnonymous ? await service.sendAnonymously(call) : await service.send(call)
  }

  #basic(): string {
    const { clientId, clientSecret } = this.#state
    return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  }

  #serviceFor(call: Pick<RecordedCall, 'path' | 'payload'>): ServiceClient {
    const { publicKey: id, privateKey: secret } = this.#state.ownerFor(call)
    const service =
      this.#services.get(id) ??
      new ServiceClient(this.#transport, {
        credential: { kind: 'apiKey', id, secret },
        sources: createSources()
      })
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
