import t, { type Test } from 'tap'
import { DEMO, integrations, VERSIONED } from '../app.ts'
import { run, unavailable } from './run.ts'
import { ACCOUNTS, apiKey, type Credential } from './seed.ts'
import { startServer } from './server.ts'

const WEBHOOK = '{"url":"https://www.mongodb.com/webhook","secret":"a-webhook-secret"}'
const DATADOG = '{"apiKey":"11111111111111111111111111111111","region":"EU"}'

t.test('curl', async t => {
  const version = await run('curl', ['--version'])
  if (version.code !== 0) return unavailable(t, 'no curl')
  t.comment(version.stdout.split(' ').slice(0, 2).join(' '))
  const url = await startServer(t)

  await t.test("the reference page's command with a bearer token", async t => {
    const { stdout } = await sh(t, bearerCommand(url, 'WEBHOOK', WEBHOOK), {
      ACCESS_TOKEN: await token(t, url, ACCOUNTS.owner)
    })
    t.match(stdout, /^HTTP\/1\.1 200 OK\r\n/)
    t.match(stdout, /"secret":"\*{12}cret","url":"https:\/\/www\.mongodb\.com\/\*{4}hook","type":"WEBHOOK"/)
  })

  await t.test("the reference page's command with Digest", async t => {
    const { id, secret } = apiKey('prjowner')
    const { stdout } = await sh(t, digestCommand(url, 'DATADOG', DATADOG), {
      PUBLIC_KEY: id,
      PRIVATE_KEY: secret
    })
    t.match(
      stdout,
      /^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*www-authenticate: Digest [\s\S]*HTTP\/1\.1 200 OK\r\n/i
    )
    t.match(stdout, /"totalCount":2}$/)
  })

  await t.test('all methods with Digest', async t => {
    const owner = apiKey('prjowner')
    const call = (method: string, type: string, data?: string) => digest(t, url, owner, method, type, data)
    t.match(await call('GET', ''), /"totalCount":2}\n200$/)
    t.match(await call('POST', 'OPS_GENIE', '{"apiKey":"11111111-1111-1111-1111-111111111111"}'), /\n200$/)
    t.match(
      await call('PUT', 'OPS_GENIE', '{"region":"EU"}'),
      /"region":"EU","type":"OPS_GENIE"[\s\S]*\n200$/
    )
    t.equal(await call('DELETE', 'OPS_GENIE'), '\n204')
    t.match(await call('DELETE', 'OPS_GENIE'), /INTEGRATION_NOT_CONFIGURED[\s\S]*\n404$/)
  })

  await t.test('rejected requests', async t => {
    const stranger = { id: 'prjowner', secret: 'wrong' }
    t.match(
      await digest(t, url, stranger, 'GET', ''),
      /You are not authorized for this resource[\s\S]*\n401$/
    )
    const { stdout } = await sh(t, bearerCommand(url, 'WEBHOOK', WEBHOOK), { ACCESS_TOKEN: 'no.such.token' })
    t.match(stdout, /^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*content-length: 0\r\n/i)
  })
})

function bearerCommand(url: string, type: string, payload: string): string {
  return `curl --include --header "Authorization: Bearer \${ACCESS_TOKEN}" \\
--header "Accept: application/vnd.atlas.2023-01-01+json" \\
--header "Content-Type: application/json" \\
-X POST "${url}${integrations(DEMO, type)}" \\
-d '${payload}'`
}

function digestCommand(url: string, type: string, payload: string): string {
  return `curl --user "\${PUBLIC_KEY}:\${PRIVATE_KEY}" \\
--digest --include \\
--header "Accept: application/vnd.atlas.2023-01-01+json" \\
--header "Content-Type: application/json" \\
-X POST "${url}${integrations(DEMO, type)}" \\
-d '${payload}'`
}

/** Runs a shell command as a user enters it. */
async function sh(t: Test, command: string, env: Record<string, string>) {
  const outcome = await run('sh', ['-c', command], { env })
  t.equal(outcome.code, 0, 'exit code of the command')
  return outcome
}

async function curl(t: Test, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('curl', ['--silent', '--show-error', ...args])
  t.equal(code, 0, `exit code of curl ${stderr}`)
  return stdout
}

async function token(t: Test, url: string, { id, secret }: Credential): Promise<string> {
  const grant = ['--user', `${id}:${secret}`, '--data', 'grant_type=client_credentials']
  const answer: unknown = JSON.parse(await curl(t, [...grant, `${url}/api/oauth/token`]))
  return String((answer as Record<string, unknown>)['access_token'])
}

/** Makes a call with Digest. @returns the body, a newline and the status */
async function digest(
  t: Test,
  url: string,
  { id, secret }: Credential,
  method: string,
  type: string,
  data?: string
): Promise<string> {
  const body = data === undefined ? [] : ['--header', 'Content-Type: application/json', '--data', data]
  const target = `${url}${integrations(DEMO, type)}`
  return await curl(t, [
    ...['--digest', '--user', `${id}:${secret}`, '--request', method, '--write-out', '\n%{http_code}'],
    ...['--header', `Accept: ${VERSIONED}`, ...body, target]
  ])
}
