import type { Database } from './database.ts'

export type CredentialsTables = ReturnType<typeof credentialsTables>

/** Tables of hashed credentials: HA1 of API keys, secret hashes of service accounts. */
export function credentialsTables(db: Database) {
  const insertApiKey = db.prepare<[string, string]>('INSERT INTO api_keys (public_key, ha1) VALUES (?, ?)')
  const ha1 = db.prepare<[string], string>('SELECT ha1 FROM api_keys WHERE public_key = ?').pluck()
  const setHa1 = db.prepare<[string, string]>('UPDATE api_keys SET ha1 = ? WHERE public_key = ?')
  const insertServiceAccount = db.prepare<[string, string, number | null]>(
    'INSERT INTO service_accounts (client_id, secret_hash, token_lifetime) VALUES (?, ?, ?)'
  )
  const setSecretHash = db.prepare<[string, string]>(
    'UPDATE service_accounts SET secret_hash = ? WHERE client_id = ?'
  )
  const tokenLifetime = db
    .prepare<[string], number | null>('SELECT token_lifetime FROM service_accounts WHERE client_id = ?')
    .pluck()
  const setTokenLifetime = db.prepare<[number | null, string]>(
    'UPDATE service_accounts SET token_lifetime = ? WHERE client_id = ?'
  )
  const secretHash = db
    .prepare<[string], string>('SELECT secret_hash FROM service_accounts WHERE client_id = ?')
    .pluck()

  return {
    insertApiKey(publicKey: string, ha1Hex: string): void {
      insertApiKey.run(publicKey, ha1Hex)
    },
    /** Returns the HA1 of an API key as hex. */
    ha1: (publicKey: string): string | undefined => ha1.get(publicKey) as string | undefined,
    setHa1(publicKey: string, ha1Hex: string): void {
      setHa1.run(ha1Hex, publicKey)
    },
    insertServiceAccount(clientId: string, hash: string, lifetime?: number): void {
      insertServiceAccount.run(clientId, hash, lifetime ?? null)
    },
    setSecretHash(clientId: string, hash: string): void {
      setSecretHash.run(hash, clientId)
    },
    /** Returns the token lifetime in seconds; undefined: Atlas's. */
    tokenLifetime: (clientId: string): number | undefined =>
      (tokenLifetime.get(clientId) as number | null | undefined) ?? undefined,
    setTokenLifetime(clientId: string, seconds: number | undefined): void {
      setTokenLifetime.run(seconds ?? null, clientId)
    },
    /** Returns the hash of a service account's secret. */
    secretHash: (clientId: string): string | undefined => secretHash.get(clientId) as string | undefined
  }
}
