import { type ClientCredential, clientCredential, clientEnvironment } from '../client-environment.ts'
import type { Services } from '../services.ts'
import { listCredentials, pickCredential } from './credentials.ts'

/**
 * Returns the environment variables that configure the official clients for this server, with the seeded
 * credential that has the most permissions.
 *
 * @param kind of the credential
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
