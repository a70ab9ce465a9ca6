// Starts the mocks of a comparison.

import { clip } from '../../base/printable.ts'
import type { Sources } from '../../base/sources.ts'
import { StartError } from '../../catalogue/errors.ts'
import type { ClientCredential } from '../../client/environment.ts'
import { startMock } from '../../mock/mock.ts'
import type { Page } from './pages.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { type Replayed, replayPage } from './replayer.ts'
import { ServiceClient } from './service-client.ts'
import { type ServiceRequest, Transport } from './transport.ts'
import { Account, ownMock, type Workplace } from './workplace.ts'

/** The state of a mock that takes the place of a service. */
const EMPTY = { org: { id: FIXTURE_NAMES.orgId, name: 'organization' }, projects: [] }

/** Returns the owner of an organization in a mock. */
function ownerOf(orgId: string, kind: ClientCredential['kind'] = 'apiKey'): ClientCredential {
  return { kind, id: kind === 'apiKey' ? `owner${orgId}` : `mdb_sa_id_${orgId}`, secret: 'mdb_sa_sk_compare' }
}

/** Starts a mock with an organization and its projects. */
function startMockFor({ org, projects }: Pick<Page, 'org' | 'projects'> = EMPTY) {
  const roles = [{ orgId: org.id, roleName: 'ORG_OWNER' as const }]
  const [key, account] = [ownerOf(org.id), ownerOf(org.id, 'serviceAccount')]
  const names = new Map(projects.map(({ id, name }) => [name, id]))
  const organization = {
    ...org,
    // Names are unique in an organization.
    projects: projects.map(({ id, name }) => ({ id, name: names.get(name) === id ? name : id })),
    apiKeys: [{ publicKey: key.id, privateKey: key.secret, roles }],
    serviceAccounts: [{ clientId: account.id, clientSecret: account.secret, roles }]
  }
  // Tests that run the comparison may record their calls.
  return startMock({ seed: { organizations: [organization] }, calls: undefined })
}

/** How the service is called with which the mocks are compared. */
interface ReplayOptions {
  sources: Sources
  target: Pick<Transport, 'host'>
  credential: Pick<ClientCredential, 'kind'>
  /** Interrupts replays. */
  signal: AbortSignal
}

interface OpenMock {
  workplace: Workplace
  close(): Promise<void>
}

/** The mocks of a comparison: one for all pages of the ledger, and a new one for each other page. */
export class Mocks {
  readonly #options: ReplayOptions
  #ofLedger: OpenMock | undefined

  constructor(options: ReplayOptions) {
    this.#options = options
  }

  /** Replays a page. `rejected` is the first request of its preparation that the mock rejected, or another problem. */
  async replay(page: Page): Promise<Omit<Replayed, 'error'>> {
    try {
      if (page.isOfLedger) this.#ofLedger ??= await this.#open()
      const shared = page.isOfLedger && this.#ofLedger
      const { workplace, close } = shared || (await this.#open(page))
      const { error, ...replayed } = await replayPage(workplace, page).finally(shared ? undefined : close)
      if (error) throw error
      return replayed
    } catch (error) {
      if (!(error instanceof StartError)) throw error
      return { outcomes: [], isBroken: false, rejected: error.message }
    }
  }

  async close(): Promise<void> {
    await this.#ofLedger?.close()
  }

  /** Starts a mock. @param page undefined: the mock is like a service */
  async #open(page?: Page): Promise<OpenMock> {
    const { sources, target, credential, signal } = this.#options
    const mock = await startMockFor(page)
    const { id: orgId } = (page ?? EMPTY).org
    // Some response headers depend on the host.
    const transport = new Transport(new URL(mock.url), target.host)
    const owner = ownerOf(orgId, credential.kind)
    const service = new ServiceClient(transport, { credential: owner, sources, signal })
    return {
      workplace: page ? ownMock(service, orgId) : new Account({ service, orgId, sources }),
      async close() {
        await service.close()
        await mock.close()
      }
    }
  }
}

/** Starts a mock in place of the service. @param print receives a line for each request to it */
export async function startDryRun(print: (line: string) => void) {
  const mock = await startMockFor()
  const target = new Transport(new URL(mock.url), undefined, request => print(describe(request)))
  const { orgId } = FIXTURE_NAMES
  return { target, credential: ownerOf(orgId), orgId, close: mock.close }
}

function describe({ method, path, body = '' }: ServiceRequest): string {
  return `${method} ${path} ${clip(body.toString())}`.trimEnd()
}
