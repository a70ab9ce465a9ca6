import type { Sources } from '../base/sources.ts'
import type { ClientCredential } from '../client/environment.ts'
import { startMock } from '../mock/mock.ts'
import type { Page } from './page.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { Replayer } from './replayer.ts'
import { ServiceClient } from './service-client.ts'
import { Transport } from './transport.ts'

/** The owners of a mock's organization. */
export const OWNERS = {
  apiKey: { kind: 'apiKey', id: 'owner', secret: 'compare' },
  serviceAccount: { kind: 'serviceAccount', id: `mdb_sa_id_${'0'.repeat(24)}`, secret: 'mdb_sa_sk_compare' }
} as const satisfies Record<string, ClientCredential>

/** The organization of a mock that takes the place of a service. */
const EMPTY = { org: { id: FIXTURE_NAMES.orgId, name: 'organization' }, projects: [] }

/** Starts a mock with the organization and the projects of a page. */
export async function startMockFor({ org, projects }: Pick<Page, 'org' | 'projects'> = EMPTY) {
  const roles = [{ orgId: org.id, roleName: 'ORG_OWNER' as const }]
  const names = projects.map(({ name }) => name)
  const organization = {
    ...org,
    // Names are unique in an organization.
    projects: projects.map(({ id, name }, at) => ({ id, name: names.indexOf(name) < at ? id : name })),
    apiKeys: [{ publicKey: OWNERS.apiKey.id, privateKey: OWNERS.apiKey.secret, roles }],
    serviceAccounts: [
      { clientId: OWNERS.serviceAccount.id, clientSecret: OWNERS.serviceAccount.secret, roles }
    ]
  }
  return await startMock({ seed: { organizations: [organization] } })
}

/**
 * Starts a mock, and returns a replayer for it.
 *
 * @param host of a service: some response headers depend on it
 * @param page undefined: the mock is like a service
 */
export async function openMock(
  sources: Sources,
  host?: string,
  { page, kind = 'apiKey' }: { page?: Page; kind?: ClientCredential['kind'] } = {}
) {
  const mock = await startMockFor(page)
  const transport = new Transport(new URL(mock.url), host)
  const service = new ServiceClient(transport, { credential: OWNERS[kind], sources })
  const { id: orgId } = (page ?? EMPTY).org
  const close = async () => {
    await service.close()
    await mock.close()
  }
  return { replayer: new Replayer({ service, orgId, sources, isSeeded: page !== undefined }), close }
}
