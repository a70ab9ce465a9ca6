import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import t from 'tap'
import { ACME, DEMO, STAGING } from '../app.ts'
import { installFromNpm, temporaryFolder } from './run.ts'
import { ACCOUNTS } from './seed.ts'
import { startServer } from './server.ts'

const NAME = 'mongodb-mcp-server'
const VERSION = '3.0.4'
const SDK = '@modelcontextprotocol/sdk'

/** The parts of the SDK in use. */
interface Sdk {
  Client: new (
    info: object
  ) => {
    connect(transport: object): Promise<void>
    getServerVersion(): unknown
    callTool(tool: { name: string; arguments: object }): Promise<{ structuredContent: unknown }>
    close(): Promise<void>
  }
  StdioClientTransport: new (server: object) => { stderr: Readable }
}

t.test(`${NAME} ${VERSION}: service account over TLS`, async t => {
  // Without Bun: half of the bytes.
  const folder = await installFromNpm(t, `${NAME}@${VERSION}`, `${SDK}@1.32.2`, '--omit=optional')
  if (folder === undefined) return
  const require = createRequire(join(folder, 'client.js'))
  const { Client }: Sdk = require(`${SDK}/client/index.js`)
  const { StdioClientTransport }: Sdk = require(`${SDK}/client/stdio.js`)
  const authority = join(await temporaryFolder(t), 'ca.pem')
  const url = await startServer(t, '--tls', 'on', '--tls-ca-out', authority)
  t.match(url, /^https:/)
  const program = join(folder, 'node_modules', NAME, 'dist/esm/index.js')
  const transport = new StdioClientTransport({
    command: '/bin/sh',
    args: ['-c', 'unset NODE_OPTIONS; exec "$0" "$@"', process.execPath, program, '--transport', 'stdio'],
    env: {
      MDB_MCP_API_BASE_URL: url,
      MDB_MCP_API_CLIENT_ID: ACCOUNTS.owner.id,
      MDB_MCP_API_CLIENT_SECRET: ACCOUNTS.owner.secret,
      MDB_MCP_TELEMETRY: 'disabled',
      MDB_MCP_LOGGERS: 'stderr',
      NODE_EXTRA_CA_CERTS: authority,
      SSL_CERT_FILE: authority
    },
    stderr: 'pipe'
  })
  const said = transport.stderr.setEncoding('utf8').toArray()
  const client = new Client({ name: 'atlas-integrations-mock', version: '0' })
  t.teardown(() => client.close())
  await client.connect(transport)
  t.match(client.getServerVersion(), { version: VERSION }, 'starts')
  const call = async (name: string, args: object = {}) =>
    (await client.callTool({ name, arguments: args })).structuredContent

  t.match(await call('atlas-list-orgs'), { organizations: [{ id: ACME, name: 'Acme' }], totalCount: 1 })
  const project = { projectName: 'made by a tool', orgId: ACME }
  t.match(await call('atlas-create-project', project), project)
  const projects = await call('atlas-list-projects', { includeCount: true })
  t.match(projects, { totalCount: 3 })
  const text = JSON.stringify(projects)
  t.ok(text.includes(DEMO) && text.includes(STAGING), 'lists the projects of the seed data')

  await client.close()
  t.notMatch((await said).join(''), /Failed to re/, 'revokes the token at the end')
})
