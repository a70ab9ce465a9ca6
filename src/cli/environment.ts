import { type ClientCredential, clientCredential, clientEnvironment } from '../client-environment.ts'
import type { Services } from '../services.ts'
import { listCredentials, pickCredential } from './credentials.ts'

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
    credential: picked && clientCredential(picked),
    controlToken: services.control.token,
    caFile: tlsCaOut ?? tlsCert
  })
}
