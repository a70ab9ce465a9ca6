import type { Database } from './database.ts'

/** A private key as JSON Web Key, with the id that a token's header names. */
export interface SigningKey {
  kid: string
  privateJwk: string
  /** Milliseconds since the epoch. */
  created: number
}

/** What is kept of a token. */
export interface IssuedToken {
  jti: string
  clientId: string
  /** Milliseconds since the epoch. */
  expires: number
}

export type TokensTables = ReturnType<typeof tokensTables>

/** Signing keys and the tokens given out, kept so that a token outlives a restart on a file. */
export function tokensTables(db: Database) {
  // The first key that is stored holds: two processes on one file must sign with the same.
  const insertKey = db.prepare<[SigningKey]>(
    `INSERT INTO signing_keys (kid, private_jwk, created)
     SELECT :kid, :privateJwk, :created WHERE NOT EXISTS (SELECT 1 FROM signing_keys)`
  )
  const key = db.prepare<[], SigningKey>(
    'SELECT kid, private_jwk AS privateJwk, created FROM signing_keys LIMIT 1'
  )
  const insert = db.prepare<[IssuedToken]>(
    'INSERT INTO issued_tokens (jti, client_id, expires, is_revoked) VALUES (:jti, :clientId, :expires, 0)'
  )
  const forget = db.prepare<[string, number]>(
    'DELETE FROM issued_tokens WHERE client_id = ? AND expires <= ?'
  )
  const forgetOrphans = db.prepare<[number]>(
    'DELETE FROM issued_tokens WHERE expires <= ? AND client_id NOT IN (SELECT id FROM principals)'
  )
  const revoke = db.prepare<[string]>('UPDATE issued_tokens SET is_revoked = 1 WHERE jti = ?')
  const revokeAll = db.prepare('UPDATE issued_tokens SET is_revoked = 1')
  const revokeOf = db.prepare<[string]>('UPDATE issued_tokens SET is_revoked = 1 WHERE client_id = ?')
  const revokeIn = db.prepare<[string]>(
    `UPDATE issued_tokens SET is_revoked = 1
     WHERE client_id IN (SELECT id FROM principals WHERE org_id = ?)`
  )

  return {
    /** The signing key in force. */
    signingKey: (): SigningKey | undefined => key.get(),
    /** Stores a first signing key and returns the one in force. */
    insertSigningKey(candidate: SigningKey): SigningKey {
      insertKey.run(candidate)
      return key.get() as SigningKey
    },
    /**
     * Remembers a token that was given out, so that it can be revoked; forgets its owner's expired ones.
     *
     * @param now milliseconds since the epoch by the owner's clock
     */
    insertIssued(token: IssuedToken, now: number): void {
      forget.run(token.clientId, now)
      insert.run(token)
    },
    revoke(jti: string): void {
      revoke.run(jti)
    },
    /** Revokes all tokens that were given out, or those of a service account or an organization. */
    revokeIssued(whose: { clientId?: string | undefined; orgId?: string | undefined } = {}): void {
      if (whose.clientId !== undefined) revokeOf.run(whose.clientId)
      else if (whose.orgId !== undefined) revokeIn.run(whose.orgId)
      else revokeAll.run()
    },
    /** Forgets expired tokens whose service account is gone: what is not expired is good again with its account. */
    forgetOrphans(now: number): void {
      forgetOrphans.run(now)
    }
  }
}
