import { credentialsTables } from './credentials.ts'
import { openDatabase } from './database.ts'
import { integrationsTable } from './integrations.ts'
import { organizationsTable } from './organizations.ts'
import { principalsTable } from './principals.ts'
import { projectsTable } from './projects.ts'
import { sandboxesTable } from './sandboxes.ts'
import { snapshotTables } from './snapshots.ts'
import { tokensTables } from './tokens.ts'

export type Store = ReturnType<typeof openStore>

/** Ends a rehearsal. */
const UNDO = Symbol('undo')

/**
 * All tables of one database, their statements prepared once.
 *
 * @throws {StartError} as {@link openDatabase}
 */
export function openStore(path: string) {
  const db = openDatabase(path)
  // Made once: to make one takes as long as to run it.
  const transaction = db.transaction((work: () => unknown) => work())
  return {
    organizations: organizationsTable(db),
    projects: projectsTable(db),
    principals: principalsTable(db),
    credentials: credentialsTables(db),
    integrations: integrationsTable(db),
    tokens: tokensTables(db),
    sandboxes: sandboxesTable(db),
    snapshots: snapshotTables(db),
    /** Runs a function wholly or not at all; nobody else writes meanwhile. */
    transaction: <T>(work: () => T): T => transaction.immediate(work) as T,
    /** Runs a function and takes back all that it wrote. */
    withRollback: <T>(work: () => T): T => {
      const rehearsal: { result?: T } = {}
      try {
        transaction.immediate(() => {
          rehearsal.result = work()
          throw UNDO
        })
      } catch (error) {
        if (error !== UNDO) throw error
      }
      return rehearsal.result as T
    },
    close: (): void => {
      db.close()
    }
  }
}
