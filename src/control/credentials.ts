import { ha1Of, sha256 } from '../auth/secrets.ts'
import { clientEnvironment } from '../client-environment.ts'
import type { Sources } from '../sources.ts'
import type { ApiKeyState, RoleState, ServiceAccountState } from '../state/document.ts'

/** An API key with its private key, and the environment variables that official clients read it from. */
export interface NewApiKey {
  publicKey: string
  privateKey: string
  environment: Record<string, string>
}

/** A service account with its secret, and the environment variables that official clients read it from. */
export interface NewServiceAccount {
  clientId: string
  clientSecret: string
  environment: Record<string, string>
}

/** An API key and a service account that may do the same. */
export interface CredentialPair {
  apiKey: NewApiKey
  serviceAccount: NewServiceAccount
}

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
