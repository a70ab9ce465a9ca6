import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ROOT } from '../cli/process.ts'
import { installFromNpm, installFromPip, run as runProgram, unavailable } from '../clients/run.ts'
import { ACCOUNTS } from '../clients/seed.ts'
import { startServer } from '../clients/server.ts'
import { compose, documents } from './kinds.ts'
import { read, recipesOf } from './page.ts'
import { canRun, createFolder, type Outcome, run } from './shell.ts'

/** The commands of docs/HARD-CODED.md, without a way to the real Atlas. */

const REDIRECT = 'examples/hard-coded/redirect.mjs'
const HEALTH = 'https://cloud.mongodb.com/_mock/v1/health'
const HEALTHY = /\{"status":"ok","startId":"[0-9a-f]{16}","keepsState":false\}\n?$/m

/** Makes a client fail if it looks up a host, because the redirect connects to an IP address. */
const NO_LOOKUP = `import dns from 'node:dns'
dns.lookup = (name, options, callback) => callback(new Error('looked up ' + name))
`

/** Returns the command of the page that begins with a text. */
function command(beginning: string): string {
  const found = recipesOf(read('docs/HARD-CODED.md')).find(({ text }) => text.startsWith(beginning))
  if (found === undefined) throw new Error(`the page has no command ${beginning}`)
  return found.text
}

t.test('redirect.mjs connects a Node.js client to the mock', async t => {
  const CLIENT = `${NO_LOOKUP}
import { get } from 'node:https'
import { connect } from 'node:tls'

const response = await fetch('https://cloud.mongodb.com/api/oauth/token', {
  method: 'POST',
  headers: { authorization: 'Basic ' + btoa('${ACCOUNTS.owner.id}:${ACCOUNTS.owner.secret}') },
  body: new URLSearchParams({ grant_type: 'client_credentials' })
})
const { access_token: token } = await response.json()
const headers = { accept: 'application/vnd.atlas.2023-01-01+json', authorization: 'Bearer ' + token }
const { results: [{ name, links: [{ href }] }] } =
  await (await fetch('https://cloud.mongodb.com/api/atlas/v2/orgs', { headers })).json()
console.log('fetch', name, href)
await new Promise(resolve => get(href, { headers }, ({ statusCode }) => resolve(console.log('https', statusCode))))
for (const [name, args] of Object.entries({
  host: [443, 'cloud.mongodb.com'],
  servername: [{ servername: 'cloud.mongodb.com' }]
})) {
  await new Promise(resolve => {
    const socket = connect(...args, () => socket.write('GET /_mock/v1/health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n'))
    socket.once('data', data => resolve(console.log(name, String(data).split('\\r\\n')[0])))
  })
}
await fetch('https://other.test').catch(({ cause }) => console.log(cause.message))
process.exit()
`
  const PRINTED = `fetch Acme https://cloud.mongodb.com/api/atlas/v2/orgs/a1b2c3d4e5f60718293a4b5c
https 200
host HTTP/1.1 200 OK
servername HTTP/1.1 200 OK
looked up other.test
`
  const folder = createFolder(t)
  if (!(await canRun(t, folder))) return
  cpSync(join(ROOT, REDIRECT), join(folder, 'redirect.mjs'))
  writeFileSync(join(folder, 'client.mjs'), CLIENT)
  writeFileSync(join(folder, 'package.json'), '{"scripts":{"test":"node client.mjs"}}')
  const bash = (script: string) => run(folder, ['bash', '-c', script])
  const prefix = 'npx --no-install atlas-integrations-mock exec --public-url https://cloud.mongodb.com --'

  t.strictSame(await bash(command(`${prefix} node`)), { code: 0, output: PRINTED }, 'with --import')
  const { code, output } = await bash(command(`${prefix} env`))
  t.equal(code, 0, 'with NODE_OPTIONS', { output })
  t.ok(output.endsWith(`\n\n${PRINTED}`), 'redirects the client of npm test', { output })

  const unset = await bash('node --import ./redirect.mjs client.mjs')
  t.equal(unset.code, 1)
  t.match(unset.output, "ATLAS_MOCK_URL must be an http:// address, not ''")
})

t.test('redirect.mjs works with axios, got and urllib', async t => {
  const folder = await installFromNpm(t, 'axios@1.21.1', 'got@16.1.0', 'urllib@4.9.2')
  if (folder === undefined) return
  const CLIENT = `${NO_LOOKUP}
import axios from 'axios'
import got from 'got'
import { request } from 'urllib'

console.log((await axios.get('${HEALTH}')).data.status)
console.log((await got('${HEALTH}').json()).status)
console.log((await request('${HEALTH}', { dataType: 'json' })).data.status)
process.exit()
`
  writeFileSync(join(folder, 'client.mjs'), CLIENT)
  const ATLAS_MOCK_URL = await startServer(t, '--public-url', 'https://cloud.mongodb.com')
  const { code, stdout, stderr } = await runProgram(
    process.execPath,
    ['--import', join(ROOT, REDIRECT), 'client.mjs'],
    { cwd: folder, env: { ATLAS_MOCK_URL } }
  )
  t.equal(code, 0, 'exit code', { stderr })
  t.equal(stdout, 'ok\n'.repeat(3))
})

/** Clients that trust the CA by a variable of the page. They print the response of the health check. */
const CLIENTS: Readonly<
  Record<string, { program: string; file?: [name: string, text: string]; line: string }>
> = {
  node: {
    program: 'node',
    line: `node --eval "fetch('${HEALTH}').then(async response => console.log(await response.text()))"`
  },
  urllib: {
    program: 'python3',
    line: `python3 -c "from urllib.request import urlopen; print(urlopen('${HEALTH}').read().decode())"`
  },
  requests: {
    program: '.venv/bin/python',
    line: `.venv/bin/python -c "import requests; print(requests.get('${HEALTH}').text)"`
  },
  java: {
    program: 'java',
    file: [
      'Health.java',
      `import java.net.URI;
import java.net.http.*;

class Health {
  public static void main(String[] args) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("${HEALTH}")).build();
    System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }
}
`
    ],
    line: 'java Health.java'
  }
}

t.test('with a hosts entry, clients reach the mock and trust its CA', async t => {
  const folder = createFolder(t)
  symlinkSync(join(ROOT, 'dist'), join(folder, 'dist'))
  if (!(await canIsolate(t, folder))) return
  // The commands run as root of the namespace.
  writeFileSync(join(folder, 'node_modules/.bin/sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
  const [requests = ''] = /^requests==.*$/m.exec(read('examples/python/requirements.txt')) ?? []
  const venv = join(folder, '.venv')
  if ((await installFromPip(t, venv, [requests])) === undefined)
    await rm(venv, { recursive: true, force: true })
  const clients = Object.entries(CLIENTS)
  for (const { file } of Object.values(CLIENTS)) if (file) writeFileSync(join(folder, file[0]), file[1])

  const outcome = await runIsolated(
    folder,
    `cp /etc/hosts hosts.before
{ ${command('sudo "$(command -v node)"')} } > mock.txt 2>&1 &
until grep -q 'listening on' mock.txt; do kill -0 $!; sleep 0.1; done
{ ${command("echo '127.0.0.1")} } > curl.txt
${command('export NODE_EXTRA_CA_CERTS')}
if command -v keytool; then
${command('keytool')}
fi
${clients.map(([name, { line }]) => `${line} > ${name}.txt 2> ${name}.errors.txt || true`).join('\n')}
${command('sudo sed')}
cp /etc/hosts hosts.after`
  )
  const printed = (file: string) => readFileSync(join(folder, file), 'utf8')
  if (!t.equal(outcome.code, 0, 'the commands succeed', { ...outcome, mock: printed('mock.txt') })) return
  t.match(printed('curl.txt'), /^127\.0\.0\.1 cloud\.mongodb\.com\n\{/)
  t.match(printed('curl.txt'), HEALTHY, 'curl')
  t.equal(printed('hosts.after'), printed('hosts.before'), 'the last command removes the entry')
  for (const [name, { program }] of clients) {
    if ((await run(folder, ['sh', '-c', `command -v ${program}`])).code !== 0)
      unavailable(t, `no ${program} for ${name}`)
    else t.match(printed(`${name}.txt`).trim(), HEALTHY, name, { errors: printed(`${name}.errors.txt`) })
  }
})

interface Service {
  command: string[]
  environment: Record<string, string | number>
  networks: { default: { aliases: string[] } }
  volumes: string[]
}

t.test('compose.yaml: the client reaches the mock with these settings', async t => {
  const text = read('examples/hard-coded/compose.yaml')
  t.strictSame(await compose()(text), [], 'matches the schema')
  const [file] = documents(text) as unknown as [
    { services: { 'atlas-mock': Service; client: Service }; networks: unknown }
  ]
  const { 'atlas-mock': mock, client } = file.services
  t.strictSame(file.networks, { default: { internal: true } }, 'the network has no way out')
  t.strictSame([mock.volumes, client.volumes], [['ca:/data'], ['ca:/ca:ro']], 'the services share the CA')

  const folder = createFolder(t)
  if (!(await canIsolate(t, folder))) return
  const inFolder = (value: unknown) =>
    `'${String(value)
      .replace(/^\/(data|ca)\//, `${folder}/`)
      .replaceAll("'", `'\\''`)}'`
  const env = ({ environment }: Service) =>
    Object.entries(environment)
      .map(([name, value]) => `${name}=${inFolder(value)}`)
      .join(' ')
  const { code, output } = await runIsolated(
    folder,
    `${mock.networks.default.aliases.map(alias => `echo '127.0.0.1 ${alias}' >> /etc/hosts`).join('\n')}
env ${env(mock)} atlas-mock > mock.txt 2>&1 &
until env ${env(mock)} atlas-mock healthcheck 2> health.txt; do kill -0 $!; sleep 0.1; done
env ${env(client)} ${client.command.map(inFolder).join(' ')}`
  )
  t.match({ code, output }, { code: 0, output: HEALTHY }, 'the client prints the health')
})

/**
 * Runs a script in Linux namespaces of its own: as root, with a copy of /etc and only a loopback interface. Its
 * processes end with it.
 */
async function runIsolated(folder: string, script: string): Promise<Outcome> {
  const namespaces = ['--map-root-user', '--mount', '--net', '--pid', '--fork', '--kill-child']
  const setup = `ip link set lo up
# Other users cannot read all files.
mkdir -p etc
cp -R /etc/. etc 2> etc.txt || true
mount --bind etc /etc
`
  return await run(folder, ['unshare', ...namespaces, 'bash', '-e', '-o', 'pipefail', '-c', setup + script])
}

/** @returns false, with the test ended, if the system does not permit the namespaces */
async function canIsolate(t: Test, folder: string): Promise<boolean> {
  const { code, output } = await runIsolated(folder, 'curl --version > curl.txt')
  if (code !== 0) unavailable(t, `no namespaces, ip or curl: ${output.split('\n')[0]}`)
  return code === 0
}
