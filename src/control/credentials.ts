import type { CredentialPair } from '../../types/wire.d.ts'
import { ha1Of, sha256 } from '../auth/secrets.ts'
import { clientEnvironment } from '../client-environment.ts'
import type { Sources } from '../sources.ts'
import type { ApiKeyState, RoleState, ServiceAccountState } from '../state/document.ts'

/** Where the credentials are for. */
interface Place {
  url: string
  orgId: string
  projectId: string | undefined
  controlToken: string | undefined
  caFile: string | undefined
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Makes secrets in the forms that Atlas gives them. */
export class CredentialMaker {
  readonly #sources: Sources

  constructor(sources: Sources) {
    this.#sources = sources
  }

  pair(place: Place): CredentialPair {
    const key = { publicKey: this.#publicKey(), privateKey: this.privateKey() }
    const account = { clientId: `mdb_sa_id_${this.#hex(12)}`, clientSecret: this.clientSecret() }
    return {
      apiKey: {
        ...key,
        environment: clientEnvironment({ ...place, credential: { kind: 'apiKey', ...key } })
      },
      serviceAccount: {
        ...account,
        environment: clientEnvironment({ ...place, credential: { kind: 'serviceAccount', ...account } })
      }
    }
  }

  /** A UUID. */
  privateKey(): string {
    return this.#hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  clientSecret(): string {
    return `mdb_sa_sk_${this.#sources.randomBytes(30).toString('base64url')}`
  }

  /** Eight letters. */
  #publicKey(): string {
    return [...this.#sources.randomBytes(8)].map(byte => LETTERS[byte % LETTERS.length]).join('')
  }

  #hex(bytes: number): string {
    return this.#sources.randomBytes(bytes).toString('hex')
  }
}

/** What is kept of a pair. */
export function keepPair(
  { apiKey, serviceAccount }: CredentialPair,
  roles: RoleState[]
): { apiKey: ApiKeyState; serviceAccount: ServiceAccountState } {
  const { publicKey, privateKey } = apiKey
  const { clientId, clientSecret } = serviceAccount
  return {
    apiKey: { publicKey, ha1: ha1Of(publicKey, privateKey), roles },
    serviceAccount: { clientId, secretHash: sha256(clientSecret), roles }
  }
}
