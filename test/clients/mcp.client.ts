import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { ACME, DEMO, STAGING } from '../app.ts'
import { installFromNpm, temporaryFolder } from './run.ts'
import { ACCOUNTS } from './seed.ts'
import { end, spawnPlainly, startServer } from './server.ts'

const NAME = 'mongodb-mcp-server'
const VERSION = '3.0.4'

/** A JSON-RPC connection over a child's standard streams. */
interface Connection {
  request(method: string, params: object): Promise<unknown>
  notify(method: string): void
  /** Ends the child. @returns its standard error */
  close(): Promise<string>
}

t.test(`${NAME} ${VERSION}: service account over TLS`, async t => {
  // Without Bun: half of the bytes.
  const folder = await installFromNpm(t, `${NAME}@${VERSION}`, '--omit=optional')
  if (folder === undefined) return
  const authority = join(await temporaryFolder(t), 'ca.pem')
  const url = await startServer(t, '--tls', 'on', '--tls-ca-out', authority)
  t.match(url, /^https:/)
  const connection = connect(t, folder, {
    MDB_MCP_API_BASE_URL: url,
    MDB_MCP_API_CLIENT_ID: ACCOUNTS.owner.id,
    MDB_MCP_API_CLIENT_SECRET: ACCOUNTS.owner.secret,
    MDB_MCP_TELEMETRY: 'disabled',
    MDB_MCP_LOGGERS: 'stderr',
    NODE_EXTRA_CA_CERTS: authority,
    SSL_CERT_FILE: authority
  })
  const hello = await connection.request('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'atlas-integrations-mock', version: '0' }
  })
  t.match(hello, { serverInfo: { version: VERSION } }, 'starts')
  connection.notify('notifications/initialized')

  const organizations = await connection.request('tools/call', { name: 'atlas-list-orgs', arguments: {} })
  t.match(organizations, {
    structuredContent: { organizations: [{ id: ACME, name: 'Acme' }], totalCount: 1 }
  })
  const created = await connection.request('tools/call', {
    name: 'atlas-create-project',
    arguments: { projectName: 'made by a tool', orgId: ACME }
  })
  t.match(created, { structuredContent: { projectName: 'made by a tool', orgId: ACME } })
  const projects = await connection.request('tools/call', {
    name: 'atlas-list-projects',
    arguments: { includeCount: true }
  })
  t.match(projects, { structuredContent: { totalCount: 3 } })
  const text = JSON.stringify(projects)
  t.ok(text.includes(DEMO) && text.includes(STAGING), 'lists the projects of the seed data')

  t.notMatch(await connection.close(), /Failed to re/, 'revokes the token at the end')
})

/** Starts the MCP server; ended with the test. */
function connect(t: Test, folder: string, env: Record<string, string>): Connection {
  const program = join(folder, 'node_modules', NAME, 'dist', 'esm', 'index.js')
  const child = spawnPlainly(process.execPath, [program, '--transport', 'stdio'], { env })
  t.teardown(() => end(child))
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const pending = new Map<number, (answer: Record<string, unknown>) => void>()
  createInterface({ input: child.stdout }).on('line', line => {
    const message = JSON.parse(line) as Record<string, unknown>
    if ('result' in message || 'error' in message) pending.get(Number(message['id']))?.(message)
  })
  const gone = new Promise<never>((_resolve, reject) => {
    child.on('exit', code => reject(new Error(`${NAME} ended with ${code}: ${said}`)))
  })
  gone.catch(() => undefined)
  let last = 0
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  return {
    async request(method, params) {
      const id = ++last
      const answer = new Promise<Record<string, unknown>>(resolve => pending.set(id, resolve))
      send({ id, method, params })
      const { result, error } = await Promise.race([answer, gone])
      if (error) throw new Error(`${method}: ${JSON.stringify(error)}`)
      return result
    },
    notify: method => send({ method }),
    async close() {
      await end(child)
      return said
    }
  }
}
