import { type Database, openDatabase } from './database.ts'
import { documentsTable } from './documents.ts'
import { integrationsTable } from './integrations.ts'
import { organizationsTable, sandboxesTable } from './organizations.ts'
import { credentialsTables, principalsTable } from './principals.ts'
import { projectsTable } from './projects.ts'
import { Statements } from './statements.ts'
import { tokensTable } from './tokens.ts'

export type Store = ReturnType<typeof openStore>

const ROLLBACK = Symbol('rollback')

/** Opens a database and begins its first transaction. @throws {StartError} see {@link openDatabase} */
export function openStore(path: string) {
  const { db, commit, close } = openDatabase(path)
  return { ...createStore(db), commit, close }
}

export function createStore(db: Database, statements = new Statements(db)) {
  return {
    organizations: organizationsTable(statements),
    projects: projectsTable(statements),
    principals: principalsTable(statements),
    credentials: credentialsTables(statements),
    integrations: integrationsTable(statements),
    documents: documentsTable(statements),
    tokens: tokensTable(statements),
    sandboxes: sandboxesTable(statements),
    transaction: statements.transaction,
    /** Runs a function in a transaction and rolls it back. */
    withRollback: <T>(work: () => T): T => {
      let result: T | undefined
      try {
        statements.transaction(() => {
          result = work()
          throw ROLLBACK
        })
      } catch (error) {
        if (error !== ROLLBACK) throw error
      }
      return result as T
    },
    /** Discards the cached results of queries. */
    invalidate: (): void => statements.invalidate('all')
  }
}
