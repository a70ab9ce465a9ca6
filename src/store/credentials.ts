import type { Database } from './database.ts'

export type CredentialsTables = ReturnType<typeof credentialsTables>

/** What authenticates: of API keys the Digest HA1, of service accounts the secret's hash, nothing else. */
export function credentialsTables(db: Database) {
  const insertApiKey = db.prepare<[string, string]>('INSERT INTO api_keys (public_key, ha1) VALUES (?, ?)')
  const ha1 = db.prepare<[string], string>('SELECT ha1 FROM api_keys WHERE public_key = ?').pluck()
  const insertServiceAccount = db.prepare<[string, string]>(
    'INSERT INTO service_accounts (client_id, secret_hash) VALUES (?, ?)'
  )
  const secretHash = db
    .prepare<[string], string>('SELECT secret_hash FROM service_accounts WHERE client_id = ?')
    .pluck()

  return {
    insertApiKey(publicKey: string, ha1Hex: string): void {
      insertApiKey.run(publicKey, ha1Hex)
    },
    /** HA1 of an API key as hex. */
    ha1: (publicKey: string): string | undefined => ha1.get(publicKey) as string | undefined,
    insertServiceAccount(clientId: string, hash: string): void {
      insertServiceAccount.run(clientId, hash)
    },
    /** Hash of a service account's secret. */
    secretHash: (clientId: string): string | undefined => secretHash.get(clientId) as string | undefined
  }
}
