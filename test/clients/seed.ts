import { ACME, DEMO, ELSEWHERE, KEYS } from '../app.ts'

export interface Credential {
  id: string
  secret: string
}

/** An API key of the built-in seed. */
export function apiKey(id: string): Credential {
  return { id, secret: KEYS[id] ?? 'unknown' }
}

/** The built-in seed's service accounts: owner of the organization, and reader of the project. */
export const ACCOUNTS: Readonly<Record<'owner' | 'reader', Credential>> = {
  owner: { id: 'mdb_sa_id_0000000000000000000000a1', secret: 'mdb_sa_sk_owner0000000000000000000000000000' },
  reader: { id: 'mdb_sa_id_0000000000000000000000a2', secret: 'mdb_sa_sk_reader000000000000000000000000000' }
}

/** Returns a description of the server and its seed, as JSON for clients in other languages. */
export function scenarioFor(url: string): string {
  return JSON.stringify({
    url,
    orgId: ACME,
    projectId: DEMO,
    elsewhere: ELSEWHERE,
    umbrella: 'b1b2c3d4e5f60718293a4b5c',
    digest: {
      owner: apiKey('orgowner'),
      reader: apiKey('readonly'),
      outsider: apiKey('outsider'),
      fenced: apiKey('fencedin')
    },
    oauth: ACCOUNTS
  })
}
