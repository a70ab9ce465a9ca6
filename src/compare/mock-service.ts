import type { Sources } from '../base/sources.ts'
import type { ClientCredential } from '../client/environment.ts'
import { type Mock, startMock } from '../mock/mock.ts'
import type { Page } from './page.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { Replayer } from './replayer.ts'
import { ServiceClient } from './service-client.ts'
import { Transport } from './transport.ts'

/** Starts a mock whose clients use the host of a service: some response headers depend on it. */
export async function openMock(host: string, kind: ClientCredential['kind'], sources: Sources) {
  const mock = await startMock()
  return open(mock, { host, orgId: FIXTURE_NAMES.orgId, credential: ownerOf(mock, kind), sources })
}

/** Starts a mock with the organization and the projects of a page. @param host as in {@link openMock} */
export async function openMockFor({ org, projects }: Page, sources: Sources, host?: string) {
  const roles = [{ orgId: org.id, roleName: 'ORG_OWNER' as const }]
  const organization = {
    ...org,
    projects: withUniqueNames(projects),
    apiKeys: [{ publicKey: 'owner', privateKey: 'compare', roles }],
    serviceAccounts: [{ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, roles }]
  }
  const mock = await startMock({ seed: { organizations: [organization] } })
  const credential = { kind: 'apiKey', id: 'owner', secret: 'compare' } as const
  return open(mock, { host, orgId: org.id, credential, sources, isSeeded: true })
}

/** Credentials of the service account in a mock for a page. */
export const CLIENT_ID = `mdb_sa_id_${'0'.repeat(24)}`
export const CLIENT_SECRET = 'mdb_sa_sk_compare'

interface MockSide {
  host: string | undefined
  orgId: string
  credential: ClientCredential
  sources: Sources
  isSeeded?: boolean
}

function open(mock: Mock, { host, credential, ...options }: MockSide) {
  const transport = new Transport(new URL(mock.url), host)
  const service = new ServiceClient(transport, { credential, sources: options.sources })
  const close = async () => {
    await service.close()
    await mock.close()
  }
  return { replayer: new Replayer({ ...options, service }), close }
}

/** Returns the seeded owner of the mock's organization. */
export function ownerOf({ credentials }: Mock, kind: ClientCredential['kind']): ClientCredential {
  const key = credentials.apiKeys['orgowner']
  const account = Object.values(credentials.serviceAccounts)[0]
  if (!key || !account) throw new Error('the built-in seed has no owner')
  return kind === 'apiKey'
    ? { kind, id: key.publicKey, secret: key.privateKey }
    : { kind, id: account.clientId, secret: account.clientSecret }
}

/** Replaces a repeated name with the id: names are unique in an organization. */
function withUniqueNames(projects: Page['projects']) {
  const names = new Set<string>()
  return projects.map(({ id, name }) => {
    const unique = names.has(name) ? id : name
    names.add(unique)
    return { id, name: unique }
  })
}
