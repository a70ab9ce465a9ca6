import type { CredentialPair, Role } from '../../types/wire.d.ts'
import { ha1Of, sha256 } from '../auth/digest.ts'
import type { Sources } from '../base/sources.ts'
import { type ClientCredential, type ClientTarget, clientEnvironment } from '../client/environment.ts'
import type { ApiKeyState, ServiceAccountState } from '../state/document.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Generates an API key and a service account in Atlas's formats. */
export function newPair(sources: Sources, target: Omit<ClientTarget, 'credential'>): CredentialPair {
  const environmentOf = (credential: ClientCredential) => clientEnvironment({ ...target, credential })
  const key = { publicKey: newPublicKey(sources), privateKey: newPrivateKey(sources) }
  const account = { clientId: `mdb_sa_id_${hex(sources, 12)}`, clientSecret: newClientSecret(sources) }
  return {
    apiKey: {
      ...key,
      environment: environmentOf({ kind: 'apiKey', id: key.publicKey, secret: key.privateKey })
    },
    serviceAccount: {
      ...account,
      environment: environmentOf({
        kind: 'serviceAccount',
        id: account.clientId,
        secret: account.clientSecret
      })
    }
  }
}

/** Returns a UUID. */
export function newPrivateKey(sources: Sources): string {
  return hex(sources, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function newClientSecret(sources: Sources): string {
  return `mdb_sa_sk_${sources.randomBytes(30).toString('base64url')}`
}

function newPublicKey(sources: Sources): string {
  return [...sources.randomBytes(8)].map(byte => LETTERS[byte % LETTERS.length]).join('')
}

function hex(sources: Sources, bytes: number): string {
  return sources.randomBytes(bytes).toString('hex')
}

/** Returns the stored form of a pair: hashes instead of secrets. */
export function hashPair(
  { apiKey, serviceAccount }: CredentialPair,
  roles: Role[]
): { apiKey: ApiKeyState; serviceAccount: ServiceAccountState } {
  const { publicKey, privateKey } = apiKey
  const { clientId, clientSecret } = serviceAccount
  return {
    apiKey: { publicKey, ha1: ha1Of(publicKey, privateKey), roles },
    serviceAccount: { clientId, secretHash: sha256(clientSecret), roles }
  }
}
