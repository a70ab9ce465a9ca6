import type { Database } from './database.ts'

/** A private JSON Web Key with its key id. */
export interface SigningKey {
  kid: string
  privateJwk: string
  /** Milliseconds since the epoch. */
  created: number
}

/** A stored token. */
export interface IssuedToken {
  jti: string
  clientId: string
  /** Milliseconds since the epoch. */
  expires: number
}

export type TokensTables = ReturnType<typeof tokensTables>

/** Tables of signing keys and issued tokens: tokens survive a restart with a database file. */
export function tokensTables(db: Database) {
  // Keeps the first key: two processes on one file must use the same key.
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
    /** Returns the active signing key. */
    signingKey: (): SigningKey | undefined => key.get(),
    /** Stores the first signing key and returns the active one. */
    insertSigningKey(candidate: SigningKey): SigningKey {
      insertKey.run(candidate)
      return key.get() as SigningKey
    },
    /**
     * Stores an issued token and removes the account's expired ones.
     *
     * @param now milliseconds since the epoch by the clock of the account
     */
    insertIssued(token: IssuedToken, now: number): void {
      forget.run(token.clientId, now)
      insert.run(token)
    },
    revoke(jti: string): void {
      revoke.run(jti)
    },
    /** Revokes all issued tokens, or those of a service account or an organization. */
    revokeIssued({
      clientId,
      orgId
    }: {
      clientId?: string | undefined
      orgId?: string | undefined
    } = {}): void {
      if (clientId !== undefined) revokeOf.run(clientId)
      else if (orgId !== undefined) revokeIn.run(orgId)
      else revokeAll.run()
    },
    /** Removes expired tokens of removed accounts; the others become valid again if the account is restored. */
    forgetOrphans(now: number): void {
      forgetOrphans.run(now)
    }
  }
}
