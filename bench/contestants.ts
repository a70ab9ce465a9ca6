import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { atlasShots, mock, STAGING, TASKS, type Task, takeToken } from './mock.ts'
import type { Installed } from './peers.ts'
import { GROUPS, idOf, MEDIA_TYPE, type Shot } from './requests.ts'
import { type Program, type Server, start } from './servers.ts'

type Shots = Partial<Record<Task, Shot>>

/** Who is measured. */
export interface Contestant {
  name: string
  program: Program
  /** Where load needs another start: with a state that holds what it is about. */
  underLoad?: (task: Task) => Program
  /** What it can be asked. */
  tasks: readonly Task[]
  shots(server: Server): Shots | Promise<Shots>
  /** Requests of a round at most, where there is a reason for fewer. */
  limit?: number
}

export const MOCK = 'this mock'
export const HTTP = 'node:http'
export const FASTIFY = 'Fastify'
export const SQLITE = 'Fastify + SQLite'
export const PRISM = 'Prism'
export const MOCKOON = 'Mockoon'

const STAGING_LIST = `${GROUPS}/${STAGING}/integrations`

/**
 * The mock, the floors and the peers that are installed.
 *
 * @param folder for their documents and data
 * @param fresh projects without integrations that the mock has for POSTs
 */
export async function contestants(folder: string, peers: Installed, fresh: number): Promise<Contestant[]> {
  const own: Contestant = {
    name: MOCK,
    program: mock(folder),
    underLoad: task => mock(folder, { projects: task === 'POST' ? fresh : 0, each: 0 }),
    tasks: TASKS,
    shots: async server => atlasShots(await takeToken(server))
  }
  return [own, ...floors(), ...(await peersOf(folder, peers))]
}

/** What the mock is built of, without what it does: no authentication, no versions, no journal, no roles. */
function floors(): Contestant[] {
  const floor = (name: string, file: string, tasks: readonly Task[], ...flags: string[]): Contestant => ({
    name,
    program: {
      args: port => [new URL(`floors/${file}`, import.meta.url).pathname, String(port), ...flags],
      ready: { path: STAGING_LIST }
    },
    tasks,
    shots: () => atlasShots('not-looked-at')
  })
  return [
    floor(HTTP, 'http.js', ['POST', 'GET list', 'invalid POST']),
    floor(FASTIFY, 'fastify.js', ['POST', 'GET list']),
    floor('Fastify + schema', 'fastify.js', ['invalid POST'], 'schema'),
    floor(SQLITE, 'sqlite.js', ['POST', 'GET list', '409'])
  ]
}

async function peersOf(folder: string, peers: Installed): Promise<Contestant[]> {
  const { prism, mockoon, jsonServer, emulate } = peers
  const ready = {
    path: STAGING_LIST,
    headers: { accept: MEDIA_TYPE, authorization: 'Bearer not-looked-at' }
  }
  const found: Contestant[] = []
  const shots = () => atlasShots('not-looked-at')
  const document = prism || mockoon ? await writeDocument(folder) : ''
  if (prism) {
    const args = (port: number) => [prism, 'mock', '-v', 'silent', '-p', String(port), document]
    found.push({ name: PRISM, program: { args, ready }, tasks: ['POST', 'GET list', 'invalid POST'], shots })
  }
  if (mockoon) {
    const data = join(folder, 'mockoon.json')
    await promisify(execFile)(process.execPath, [mockoon, 'import', '-i', document, '-o', data])
    const flags = ['start', '--data', data, '--disable-log-to-file', '--disable-admin-api', '--port']
    const args = (port: number) => [mockoon, ...flags, String(port)]
    found.push({ name: MOCKOON, program: { args, ready }, tasks: ['POST', 'GET list'], shots })
  }
  if (jsonServer) found.push(jsonServerOf(folder, jsonServer))
  if (emulate) found.push(emulateOf(emulate))
  return found
}

/** The document of the resource: the mock's own, which follows the official one, without other resources. */
async function writeDocument(folder: string): Promise<string> {
  const server = await start(mock(folder))
  try {
    const answer = await fetch(`${server.url}/openapi.json`)
    const whole = (await answer.json()) as { paths: Record<string, unknown>; servers: unknown }
    const paths = Object.entries(whole.paths).filter(([path]) => path.includes('/integrations'))
    const document = { ...whole, servers: [{ url: '/' }], paths: Object.fromEntries(paths) }
    const file = join(folder, 'openapi.json')
    writeFileSync(file, JSON.stringify(document))
    return file
  } finally {
    await server.stop()
  }
}

/** It has collections and no projects: the project is a field. Each start has data of its own. */
function jsonServerOf(folder: string, entry: string): Contestant {
  const path = '/integrations'
  const rows = ['DATADOG', 'WEBHOOK'].map((type, at) => ({
    id: idOf('c', at),
    projectId: STAGING,
    type,
    url: 'https://example.com/hooks/atlas'
  }))
  const body = '{"projectId":"{project}","type":"WEBHOOK","url":"https://example.com/bench"}'
  const headers = { 'content-type': 'application/json' }
  const args = (port: number) => {
    const data = join(folder, `json-server-${port}.json`)
    writeFileSync(data, JSON.stringify({ integrations: rows }))
    return [entry, '--quiet', '--host', '127.0.0.1', '--port', String(port), data]
  }
  return {
    name: 'json-server',
    program: { args, ready: { path } },
    tasks: ['POST', 'GET list'],
    shots: () => ({
      POST: { method: 'POST', path, headers, body, status: 201 },
      'GET list': { method: 'GET', path: `${path}?projectId=${STAGING}`, headers: {}, status: 200 }
    }),
    // It writes its file anew at each POST: more would measure the size of the file.
    limit: 250
  }
}

/** Its Atlas part has projects, clusters and users, and no integrations: projects stand in for them. */
function emulateOf(entry: string): Contestant {
  const headers = { 'content-type': 'application/json' }
  const body = '{"name":"{project}"}'
  return {
    name: 'emulate',
    program: {
      args: port => [entry, 'start', '--service', 'mongoatlas', '--port', String(port)],
      ready: { path: GROUPS }
    },
    tasks: ['POST', 'GET list'],
    shots: () => ({
      POST: { method: 'POST', path: GROUPS, headers, body, status: 201 },
      'GET list': { method: 'GET', path: GROUPS, headers: {}, status: 200 }
    }),
    // It refuses after 5,000 requests.
    limit: 340
  }
}
