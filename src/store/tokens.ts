import type { Statements } from './statements.ts'

/** An issued token; the table has its SHA-256, not its text. */
export interface IssuedToken {
  clientId: string
  /** Milliseconds since the epoch. */
  issued: number
  expires: number
  isRevoked: 0 | 1
}

type NewToken = Omit<IssuedToken, 'isRevoked'> & { token: string }

/** Maximum tokens that are kept for a service account, revoked and expired ones included. */
const MAX_TOKENS = 10_000

/** Maximum number of expired tokens that a new token removes: removing thousands would block other requests. */
const FORGOTTEN_AT_ONCE = 100

/** Table of issued tokens: they survive a restart with a database file. */
export function tokensTable(statements: Statements) {
  const insert = statements.write<[NewToken]>(
    'issued_tokens',
    `INSERT INTO issued_tokens (hash, client_id, number, issued, expires, is_revoked)
     VALUES (sha256(:token), :clientId, 1 + max(
       ifnull((SELECT max(number) FROM issued_tokens WHERE client_id = :clientId), 0),
       ifnull((SELECT counts_after FROM service_accounts WHERE client_id = :clientId), 0)
     ), :issued, :expires, 0)`
  )
  const find = statements.cached<[string], IssuedToken, IssuedToken | undefined>(
    ['issued_tokens'],
    `SELECT client_id AS clientId, issued, expires, is_revoked AS isRevoked
     FROM issued_tokens WHERE hash = sha256(?)`,
    ([row]) => row
  )
  const forget = statements.write<[string, number]>(
    'issued_tokens',
    `DELETE FROM issued_tokens WHERE hash IN (
       SELECT hash FROM issued_tokens WHERE client_id = ? AND expires <= ? LIMIT ${FORGOTTEN_AT_ONCE}
     )`
  )
  const oldestKept = `(SELECT max(number) - ${MAX_TOKENS - 1} FROM issued_tokens WHERE client_id = :clientId)`
  const drop = statements.write<[{ clientId: string }]>(
    'issued_tokens',
    `DELETE FROM issued_tokens WHERE client_id = :clientId AND number < ${oldestKept}`
  )
  const dropped = statements.value<[{ clientId: string; expires: number }], 1>(
    `SELECT 1 FROM issued_tokens WHERE client_id = :clientId AND number = ${oldestKept} AND expires >= :expires`
  )
  const countActive = statements.value<[{ clientId: string; now: number; issuedAfter: number }], number>(
    `SELECT count(*) FROM service_accounts JOIN issued_tokens USING (client_id)
     WHERE client_id = :clientId AND number > counts_after AND is_revoked = 0
       AND expires > :now AND issued > :issuedAfter`
  )
  const forgetOrphans = statements.write<[now: number]>(
    'issued_tokens',
    'DELETE FROM issued_tokens WHERE expires <= ? AND client_id NOT IN (SELECT id FROM principals)'
  )
  const revoke = statements.write<[token: string, clientId: string]>(
    'issued_tokens',
    'UPDATE issued_tokens SET is_revoked = 1 WHERE hash = sha256(?) AND client_id = ?'
  )
  const revokeIssued = statements.write<[{ clientId: string | null; orgId: string | null }]>(
    'issued_tokens',
    `UPDATE issued_tokens SET is_revoked = 1
     WHERE (:clientId IS NULL OR client_id = :clientId)
       AND (:orgId IS NULL OR client_id IN (SELECT id FROM principals WHERE org_id = :orgId))`
  )

  return {
    /**
     * Stores an issued token and removes expired ones of its account, or its oldest ones if it has too many.
     *
     * @param now milliseconds since the epoch by the clock of the account
     */
    insert(token: NewToken, now: number): void {
      forget.run(token.clientId, now)
      insert.run(token)
      drop.run({ clientId: token.clientId })
    },
    find,
    /**
     * Returns the number of tokens of a service account that are neither expired nor revoked.
     *
     * @param issuedAfter milliseconds since the epoch: earlier tokens have expired
     */
    countActive: (clientId: string, now: number, issuedAfter: number): number =>
      countActive.get({ clientId, now, issuedAfter }) as number,
    /** Returns whether a service account has so many newer tokens that one with this expiry was removed. */
    isDropped: (clientId: string, expires: number): boolean =>
      dropped.get({ clientId, expires }) !== undefined,
    revoke: revoke.run,
    /** Revokes issued tokens: all, or those of an organization, or of a service account in it. */
    revokeIssued(orgId?: string, clientId?: string): void {
      revokeIssued.run({ orgId: orgId ?? null, clientId: clientId ?? null })
    },
    /** Removes expired tokens of removed accounts; the others become valid again if the account is restored. */
    forgetOrphans: forgetOrphans.run
  }
}
