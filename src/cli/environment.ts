import { type ClientCredential, clientEnvironment } from '../client-environment.ts'
import type { Services } from '../services.ts'
import { listCredentials, pickCredential, type SeededCredential } from './credentials.ts'

/**
 * The variables that lead the official clients to this server, with the seed's credential that may do most.
 *
 * @param kind the only kind of credential that is named
 */
export function seededEnvironment(
  services: Services,
  url: string,
  kind: ClientCredential['kind']
): Record<string, string> {
  const { tlsCaOut, tlsCert } = services.settings
  const picked = pickCredential(listCredentials(services), kind)
  return clientEnvironment({
    url,
    orgId: picked?.orgId,
    projectId: picked?.writesTo,
    credential: picked && credentialOf(picked),
    controlToken: services.control.token,
    caFile: tlsCaOut ?? tlsCert
  })
}

function credentialOf({ kind, id, secret }: SeededCredential): ClientCredential {
  return kind === 'apiKey'
    ? { kind, publicKey: id, privateKey: secret }
    : { kind, clientId: id, clientSecret: secret }
}
