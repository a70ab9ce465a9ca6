import type { Contestant } from './contestants.ts'
import { progress } from './options.ts'
import { BODY, SHOTS, STAGING, send } from './requests.ts'
import { start } from './server.ts'
import { install, write } from './workspace.ts'

const GROUPS = SHOTS.projects.path
const ON_ATLAS = { GET: SHOTS.GET, POST: SHOTS.POST }

interface Peer extends Contestant {
  /** The package and its program. */
  spec: string
  program: string
}

/** Installs the other mocks; prints a message for each one that npm cannot install, and skips it. */
export async function installPeers(mock: Contestant): Promise<Contestant[]> {
  const installed: Contestant[] = []
  for (const peer of peers(await writeDocument(mock))) {
    try {
      const file = await install(peer.spec, peer.program)
      installed.push({ ...peer, args: port => [file, ...peer.args(port)] })
    } catch (error) {
      progress(`skipping ${peer.spec}: ${/npm error.*/.exec(String(error))?.[0] ?? error}`)
    }
  }
  return installed
}

/** Writes the mock's OpenAPI document, integrations only. @returns the file */
async function writeDocument(mock: Contestant): Promise<string> {
  const server = await start(mock)
  const whole = await send<{ paths: object }>(`${server.url}/openapi.json`)
  await server.stop()
  const paths = Object.entries(whole.paths).filter(([path]) => path.includes('/integrations'))
  const document = { ...whole, paths: Object.fromEntries(paths) }
  return write('openapi.json', JSON.stringify(document))
}

function peers(openapi: string): Peer[] {
  const quiet = ['--disable-log-to-file', '--disable-admin-api', '--hostname', '127.0.0.1']
  const integrations = ['DATADOG', 'WEBHOOK'].map(type => ({ id: type, projectId: STAGING, type }))
  const rows = (port: string) => write(`${port}.json`, JSON.stringify({ integrations }))
  const newRow = BODY.replace('{', '{"projectId":"{project}",')
  return [
    {
      name: 'Prism',
      spec: '@stoplight/prism-cli@5.16.0',
      program: 'prism',
      args: port => ['mock', '-v', 'silent', '-p', port, openapi],
      ready: SHOTS.GET.path,
      shots: ON_ATLAS
    },
    {
      name: 'Mockoon',
      spec: '@mockoon/cli@9.9.0',
      program: 'mockoon-cli',
      args: port => ['start', '--data', openapi, ...quiet, '--port', port],
      ready: SHOTS.GET.path,
      shots: ON_ATLAS
    },
    {
      name: 'json-server',
      spec: 'json-server@0.17.4',
      program: 'json-server',
      args: port => ['--quiet', '--host', '127.0.0.1', '--port', port, rows(port)],
      ready: '/integrations',
      shots: shotsAt('/integrations', `/integrations?projectId=${STAGING}`, newRow),
      // It rewrites its file at each POST: more requests would measure the size of the file.
      limit: () => 250
    },
    {
      name: 'emulate',
      spec: 'emulate@0.12.2',
      program: 'emulate',
      args: port => ['start', '--service', 'mongoatlas', '--port', port],
      ready: GROUPS,
      shots: shotsAt(GROUPS, GROUPS, '{"name":"{project}"}'),
      // It rejects requests after the first 5,000. At 32 connections processor time needs more of them.
      limit: connections => (connections > 1 ? 600 : 200)
    }
  ]
}

function shotsAt(path: string, listPath: string, body: string): Contestant['shots'] {
  return { GET: { ...SHOTS.GET, path: listPath }, POST: { ...SHOTS.POST, path, body, status: 201 } }
}
