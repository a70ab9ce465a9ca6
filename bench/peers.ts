import type { Contestant } from './contestants.ts'
import { progress } from './options.ts'
import { BODY, SHOTS, STAGING, send } from './requests.ts'
import { start } from './server.ts'
import { install, write } from './workspace.ts'

const GROUPS = SHOTS.projects.path

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
  const document = { ...whole, servers: [{ url: '/' }], paths: Object.fromEntries(paths) }
  return write('openapi.json', JSON.stringify(document))
}

function peers(openapi: string): Peer[] {
  const quiet = ['--disable-log-to-file', '--disable-admin-api', '--hostname', '127.0.0.1']
  const rows = (port: string) => {
    const integrations = ['DATADOG', 'WEBHOOK'].map(type => ({ id: type, projectId: STAGING, type }))
    return write(`${port}.json`, JSON.stringify({ integrations }))
  }
  const { GET, POST } = SHOTS
  return [
    {
      name: 'Prism',
      spec: '@stoplight/prism-cli@5.16.0',
      program: 'prism',
      args: port => ['mock', '-v', 'silent', '-p', port, openapi],
      ready: GET.path,
      shots: { GET, POST }
    },
    {
      name: 'Mockoon',
      spec: '@mockoon/cli@9.9.0',
      program: 'mockoon-cli',
      args: port => ['start', '--data', openapi, ...quiet, '--port', port],
      ready: GET.path,
      shots: { GET, POST }
    },
    {
      name: 'json-server',
      spec: 'json-server@0.17.4',
      program: 'json-server',
      args: port => ['--quiet', '--host', '127.0.0.1', '--port', port, rows(port)],
      ready: '/integrations',
      shots: {
        GET: { ...GET, path: `/integrations?projectId=${STAGING}` },
        POST: {
          ...POST,
          path: '/integrations',
          body: BODY.replace('{', '{"projectId":"{project}",'),
          status: 201
        }
      },
      // It rewrites its file at each POST: more requests would measure the size of the file.
      limit: 250
    },
    {
      name: 'emulate',
      spec: 'emulate@0.12.2',
      program: 'emulate',
      args: port => ['start', '--service', 'mongoatlas', '--port', port],
      ready: GROUPS,
      shots: {
        GET: { ...GET, path: GROUPS },
        POST: { ...POST, path: GROUPS, body: '{"name":"{project}"}', status: 201 }
      },
      // It rejects requests after the first 5,000.
      limit: 2_400
    }
  ]
}
