import type { Database } from './database.ts'

/** A private key as JSON Web Key, with the id that a token's header names. */
export interface SigningKey {
  kid: string
  privateJwk: string
  /** Milliseconds since the epoch. */
  created: number
}

export type TokensTables = ReturnType<typeof tokensTables>

/** Signing keys and revoked tokens, kept so that a token outlives a restart on a file. */
export function tokensTables(db: Database) {
  // The first key that is stored holds: two processes on one file must sign with the same.
  const insertKey = db.prepare<[SigningKey]>(
    `INSERT INTO signing_keys (kid, private_jwk, created)
     SELECT :kid, :privateJwk, :created WHERE NOT EXISTS (SELECT 1 FROM signing_keys)`
  )
  const key = db.prepare<[], SigningKey>(
    'SELECT kid, private_jwk AS privateJwk, created FROM signing_keys LIMIT 1'
  )
  const revoked = db.prepare<[string], number>('SELECT 1 FROM revoked_tokens WHERE jti = ?').pluck()

  const revoke = db.prepare<[string, number]>(
    'INSERT INTO revoked_tokens (jti, expires) VALUES (?, ?) ON CONFLICT (jti) DO NOTHING'
  )
  const forget = db.prepare<[number]>('DELETE FROM revoked_tokens WHERE expires <= ?')

  return {
    /** The signing key in force. */
    signingKey: (): SigningKey | undefined => key.get(),
    /** Stores a first signing key and returns the one in force. */
    insertSigningKey(candidate: SigningKey): SigningKey {
      insertKey.run(candidate)
      return key.get() as SigningKey
    },
    /** Remembers a revoked token until it would have expired; forgets those that have. */
    revoke(jti: string, expires: number, now: number): void {
      forget.run(now)
      revoke.run(jti, expires)
    },
    isRevoked: (jti: string): boolean => revoked.get(jti) !== undefined
  }
}
