import type { Database } from './database.ts'

/** A stored token: its SHA-256, not its text. */
export interface IssuedToken {
  hash: string
  clientId: string
  /** Milliseconds since the epoch. */
  issued: number
  expires: number
  isRevoked: 0 | 1
}

export type TokensTable = ReturnType<typeof tokensTable>

/** Table of issued tokens: they survive a restart with a database file. */
export function tokensTable(db: Database) {
  const insert = db.prepare<[Omit<IssuedToken, 'isRevoked'>]>(
    `INSERT INTO issued_tokens (hash, client_id, issued, expires, is_revoked)
     VALUES (:hash, :clientId, :issued, :expires, 0)`
  )
  const find = db.prepare<[string], IssuedToken>(
    `SELECT hash, client_id AS clientId, issued, expires, is_revoked AS isRevoked
     FROM issued_tokens WHERE hash = ?`
  )
  const forget = db.prepare<[string, number]>(
    'DELETE FROM issued_tokens WHERE client_id = ? AND expires <= ?'
  )
  const forgetOrphans = db.prepare<[number]>(
    'DELETE FROM issued_tokens WHERE expires <= ? AND client_id NOT IN (SELECT id FROM principals)'
  )
  const revoke = db.prepare<[string, string]>(
    'UPDATE issued_tokens SET is_revoked = 1 WHERE hash = ? AND client_id = ?'
  )
  const revokeAll = db.prepare('UPDATE issued_tokens SET is_revoked = 1')
  const revokeOf = db.prepare<[string]>('UPDATE issued_tokens SET is_revoked = 1 WHERE client_id = ?')
  const revokeIn = db.prepare<[string]>(
    `UPDATE issued_tokens SET is_revoked = 1
     WHERE client_id IN (SELECT id FROM principals WHERE org_id = ?)`
  )

  return {
    /**
     * Stores an issued token and removes the account's expired ones.
     *
     * @param now milliseconds since the epoch by the clock of the account
     */
    insert(token: Omit<IssuedToken, 'isRevoked'>, now: number): void {
      forget.run(token.clientId, now)
      insert.run(token)
    },
    find: (hash: string): IssuedToken | undefined => find.get(hash),
    /** Revokes a token of a service account. */
    revoke(hash: string, clientId: string): void {
      revoke.run(hash, clientId)
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
