import { openDatabase } from './database.ts'
import { documentsTable } from './documents.ts'
import { integrationsTable } from './integrations.ts'
import { organizationsTable, sandboxesTable } from './organizations.ts'
import { credentialsTables, principalsTable, tokensTable } from './principals.ts'
import { projectsTable } from './projects.ts'

export type Store = ReturnType<typeof openStore>

/** Thrown to roll a transaction back. */
const ROLLBACK = Symbol('rollback')

/**
 * Opens a database and prepares the statements of all tables.
 *
 * @throws {StartError} see {@link openDatabase}
 */
export function openStore(path: string) {
  const db = openDatabase(path)
  // Created once: creating a transaction function takes as long as running it.
  const transaction = db.transaction((work: () => unknown) => work()) as <T>(work: () => T) => T
  return {
    organizations: organizationsTable(db),
    projects: projectsTable(db),
    principals: principalsTable(db),
    credentials: credentialsTables(db),
    integrations: integrationsTable(db),
    documents: documentsTable(db),
    tokens: tokensTable(db),
    sandboxes: sandboxesTable(db),
    /** Runs a function in a transaction. */
    transaction,
    /** Runs a function in a transaction and rolls it back. */
    withRollback: <T>(work: () => T): T => {
      let result: T | undefined
      try {
        transaction(() => {
          result = work()
          throw ROLLBACK
        })
      } catch (error) {
        if (error !== ROLLBACK) throw error
      }
      return result as T
    },
    close: (): void => {
      db.close()
    }
  }
}
