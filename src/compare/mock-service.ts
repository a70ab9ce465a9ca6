import type { Sources } from '../base/sources.ts'
import type { ClientCredential } from '../client/environment.ts'
import { type Mock, startMock } from '../mock/mock.ts'
import { FIXTURE_NAMES } from './placeholders.ts'
import { ServiceClient } from './service-client.ts'
import { Transport } from './transport.ts'

/** Starts a mock whose clients use the host of a service: some response headers depend on it. */
export async function openMock(host: string, kind: ClientCredential['kind'], sources: Sources) {
  const mock = await startMock()
  const transport = new Transport(new URL(mock.url), host)
  const service = new ServiceClient(transport, { credential: ownerOf(mock, kind), sources })
  const close = async () => {
    await service.close()
    await mock.close()
  }
  return { service, orgId: FIXTURE_NAMES.orgId, close }
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
