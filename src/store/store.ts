import { credentialsTables } from './credentials.ts'
import { openDatabase } from './database.ts'
import { integrationsTable } from './integrations.ts'
import { organizationsTable } from './organizations.ts'
import { principalsTable } from './principals.ts'
import { projectsTable } from './projects.ts'
import { tokensTables } from './tokens.ts'

export type Store = ReturnType<typeof openStore>

/**
 * All tables of one database, their statements prepared once.
 *
 * @throws {StartError} as {@link openDatabase}
 */
export function openStore(path: string) {
  const db = openDatabase(path)
  return {
    organizations: organizationsTable(db),
    projects: projectsTable(db),
    principals: principalsTable(db),
    credentials: credentialsTables(db),
    integrations: integrationsTable(db),
    tokens: tokensTables(db),
    /** Runs a function wholly or not at all; nobody else writes meanwhile. */
    transaction: <T>(work: () => T): T => db.transaction(work).immediate(),
    close: (): void => {
      db.close()
    }
  }
}
