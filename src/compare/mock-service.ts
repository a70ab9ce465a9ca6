// Starts the mocks of a comparison.

import { clip } from '../base/printable.ts'
import type { Sources } from '../base/sources.ts'
import type { ClientCredential } from '../client/environment.ts'
import { startMock } from '../mock/mock.ts'
import type { Page } from './pages.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { ServiceClient } from './service-client.ts'
import { type ServiceRequest, Transport } from './transport.ts'

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

/** How to start a mock. */
interface MockServiceOptions {
  /** The mock begins with its organization and projects; undefined: the mock is like a service. */
  page?: Page
  /** Host of a service: some response headers depend on it. */
  host?: string
  kind?: ClientCredential['kind']
  /** Interrupts replays. */
  signal?: AbortSignal
}

/** Starts a mock with a client. */
export async function openMock(sources: Sources, { page, host, kind, signal }: MockServiceOptions) {
  const mock = await startMockFor(page)
  const { id: orgId } = (page ?? EMPTY).org
  const transport = new Transport(new URL(mock.url), host)
  const service = new ServiceClient(transport, { credential: ownerOf(orgId, kind), sources, signal })
  return {
    service,
    orgId,
    async close() {
      await service.close()
      await mock.close()
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
