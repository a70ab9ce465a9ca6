import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ACCOUNT, SHOTS, type Shot, type Task } from './requests.ts'
import { write } from './workspace.ts'

/** A program that is measured. */
export interface Contestant {
  name: string
  /** Arguments of Node.js. */
  args(port: string): string[]
  /** Path that responds with 200 when the program is ready. */
  ready: string
  shots: Partial<Record<Task, Shot>>
  /** Maximum number of requests per volley. */
  limit?: number
}

/** A build of the mock. */
export interface Build extends Contestant {
  /** Its folder `dist`. */
  dist: string
}

export function buildIn(name: string, dist: string): Build {
  return {
    name,
    dist,
    args: port => [join(dist, 'cli.js'), 'serve', '--log-level', 'silent', '--port', port],
    ready: '/_mock/v1/health',
    shots: SHOTS
  }
}

/** Returns the components that the mock is built on, which are its limits. */
export function floors(): Contestant[] {
  const { GET, POST, 409: conflict } = SHOTS
  const floor = (name: string, file: string, shots: Contestant['shots']): Contestant => {
    return { name, args: port => [file, port], ready: GET.path, shots }
  }
  const fileOf = (name: string) => new URL(`floors/${name}.js`, import.meta.url).pathname
  return [
    floor('Fastify', fileOf('fastify'), { GET, POST }),
    floor('Fastify + SQLite', fileOf('sqlite'), { GET, POST, 409: conflict })
  ]
}

/** Projects of one organization; the mock accepts at most 10,000, with those of the seed data. */
const SHARE = 9_000

/** Writes the seed data with more projects, those after the first 9,000 in more organizations. @returns the file */
export function writeSeed(projects: number): string {
  const seed = JSON.parse(readFileSync(new URL('../fixtures/seed.json', import.meta.url), 'utf8'))
  const more = Array.from({ length: projects }, (_, at) => ({ id: idOf(at), name: `project ${at}` }))
  seed.organizations[0].projects.push(...more.slice(0, SHARE))
  for (const [at, account] of ownersOf(projects).entries()) {
    const id = idOf(at)
    const own = { projects: more.slice(at * SHARE, (at + 1) * SHARE) }
    const serviceAccounts = [{ ...account, roles: [{ orgId: id, roleName: 'ORG_OWNER' }] }]
    if (at > 0) seed.organizations.push({ id, name: `organization ${at}`, ...own, serviceAccounts })
  }
  return write(`seed-${projects}.json`, JSON.stringify(seed))
}

/** Returns the owners of the organizations of {@link writeSeed}, the one of the seed data first. */
export function ownersOf(projects: number): (typeof ACCOUNT)[] {
  return Array.from({ length: Math.ceil(projects / SHARE) }, (_, at) =>
    at === 0 ? ACCOUNT : { clientId: `mdb_sa_id_${idOf(at)}`, clientSecret: `mdb_sa_sk_${at}` }
  )
}

/** Returns the position in {@link ownersOf} of a project's owner. */
export function ownerOf(project: number): number {
  return Math.floor(project / SHARE)
}

/** Returns the id of a project of {@link writeSeed}. */
export function idOf(project: number): string {
  return `b${project.toString(16).padStart(23, '0')}`
}
