import { once } from 'node:events'
import t from 'tap'
import type { AtlasCall } from '../../src/console/page/snippets/call.ts'
import { type Snippets, snippetsOf } from '../../src/console/page/snippets/snippets.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import { DEMO, KEYS } from '../app.ts'
import { spawnPlainly } from '../clients/server.ts'
import { listen } from '../control/socket.ts'

const FILES = new Map(readTypeFiles().map(file => [file.title, file]))
const ORIGIN = 'http://127.0.0.1:8080'
const OWNER = { kind: 'apiKey', id: 'orgowner', secret: KEYS['orgowner'] ?? '' } as const
const TYPED_KEY = { kind: 'apiKey', id: 'orgowner' } as const
const ACCOUNT_SECRET = 'mdb_sa_sk_owner0000000000000000000000000000'
const TYPED_ACCOUNT = { kind: 'serviceAccount', id: 'mdb_sa_id_0000000000000000000000a1' } as const

/** Characters with a special meaning in shells and HCL; in NFC, because HCL normalizes strings. */
const NASTY = `'"\`$(id) \${HOME} $\${a} %{if} %%{ \\ \\n \\b \\\\b ! #\n\r\t\b\f\u0001\u007f\u2028\ufeff é 汉 🦊 'JSON\nJSON\n`

function snippets(call: Omit<AtlasCall, 'origin'> & { origin?: string }): Snippets {
  return snippetsOf({ origin: ORIGIN, ...call }, FILES.get(call.type ?? ''))
}

t.test('create: includes the secret of a seeded key', async t => {
  const body = { type: 'PROMETHEUS', enabled: true, username: 'u', sendUserProvidedResourceTagsEnabled: true }
  t.strictSame(snippets({ operation: 'create', groupId: DEMO, type: 'PROMETHEUS', body, identity: OWNER }), {
    curl: `curl --digest --user 'orgowner:00000000-0000-4000-8000-000000000001' \\
  --header 'Accept: application/vnd.atlas.2023-01-01+json' \\
  --header 'Content-Type: application/json' \\
  --data '{
  "type": "PROMETHEUS",
  "enabled": true,
  "username": "u",
  "sendUserProvidedResourceTagsEnabled": true
}' \\
  'http://127.0.0.1:8080/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations/PROMETHEUS'
`,
    atlasCli: `# For Atlas CLI 1.53. Releases up to 1.45 have other operation names
# and may reject --version and service accounts.
MONGODB_ATLAS_OPS_MANAGER_URL='http://127.0.0.1:8080/' \\
MONGODB_ATLAS_PUBLIC_API_KEY='orgowner' \\
MONGODB_ATLAS_PRIVATE_API_KEY='00000000-0000-4000-8000-000000000001' \\
MONGODB_ATLAS_SKIP_UPDATE_CHECK=yes DO_NOT_TRACK=1 \\
atlas api thirdPartyIntegrations createGroupIntegration \\
  --version 2023-01-01 --groupId '32b6e34b3d91647abb20e7b8' --integrationType 'PROMETHEUS' <<'JSON'
{
  "type": "PROMETHEUS",
  "enabled": true,
  "username": "u",
  "sendUserProvidedResourceTagsEnabled": true
}
JSON
`,
    terraform: `terraform {
  required_providers {
    mongodbatlas = {
      source = "mongodb/mongodbatlas"
    }
  }
}

provider "mongodbatlas" {
  base_url    = "http://127.0.0.1:8080/"
  public_key  = "orgowner"
  private_key = "00000000-0000-4000-8000-000000000001"
}

resource "mongodbatlas_third_party_integration" "prometheus" {
  project_id = "32b6e34b3d91647abb20e7b8"
  type       = "PROMETHEUS"
  enabled    = true
  user_name  = "u"
  # The provider has no argument for "sendUserProvidedResourceTagsEnabled".
}
`
  })
})

t.test('delete: reads the entered secret of a service account from the environment, over HTTPS', async t => {
  const origin = 'https://127.0.0.1:8080'
  const call = {
    operation: 'delete',
    origin,
    groupId: DEMO,
    type: 'WEBHOOK',
    identity: TYPED_ACCOUNT
  } as const
  t.strictSame(snippets(call), {
    curl: `TOKEN=$(curl --silent --insecure --user 'mdb_sa_id_0000000000000000000000a1:'"\${MONGODB_ATLAS_CLIENT_SECRET:?}" \\
  --data grant_type=client_credentials 'https://127.0.0.1:8080/api/oauth/token' |
  sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')
curl --insecure --header "Authorization: Bearer $TOKEN" \\
  --header 'Accept: application/vnd.atlas.2023-01-01+json' \\
  --request DELETE \\
  --write-out '%{http_code}\\n' \\
  'https://127.0.0.1:8080/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations/WEBHOOK'
`,
    atlasCli: `# For Atlas CLI 1.53. Releases up to 1.45 have other operation names
# and may reject --version and service accounts.
# Set SSL_CERT_FILE to the file that --tls-ca-out wrote, so that the certificate is trusted.
MONGODB_ATLAS_OPS_MANAGER_URL='https://127.0.0.1:8080/' \\
MONGODB_ATLAS_CLIENT_ID='mdb_sa_id_0000000000000000000000a1' \\
MONGODB_ATLAS_CLIENT_SECRET="\${MONGODB_ATLAS_CLIENT_SECRET:?}" \\
MONGODB_ATLAS_SKIP_UPDATE_CHECK=yes DO_NOT_TRACK=1 \\
atlas api thirdPartyIntegrations deleteGroupIntegration \\
  --version 2023-01-01 --groupId '32b6e34b3d91647abb20e7b8' --integrationType 'WEBHOOK'
`,
    terraform: `# Set SSL_CERT_FILE to the file that --tls-ca-out wrote, so that the certificate is trusted.
terraform {
  required_providers {
    mongodbatlas = {
      source = "mongodb/mongodbatlas"
    }
  }
}

# export TF_VAR_client_secret="$MONGODB_ATLAS_CLIENT_SECRET"
variable "client_secret" {
  type      = string
  sensitive = true
}

provider "mongodbatlas" {
  base_url      = "https://127.0.0.1:8080/"
  client_id     = "mdb_sa_id_0000000000000000000000a1"
  client_secret = var.client_secret
}

# terraform destroy -target=mongodbatlas_third_party_integration.webhook
# Run this first unless Terraform created it: terraform import mongodbatlas_third_party_integration.webhook 32b6e34b3d91647abb20e7b8-WEBHOOK
resource "mongodbatlas_third_party_integration" "webhook" {
  project_id = "32b6e34b3d91647abb20e7b8"
  type       = "WEBHOOK"
}
`
  })
})

t.test('list: omits the integration type and the body', async t => {
  const { curl, atlasCli, terraform } = snippets({
    operation: 'list',
    groupId: DEMO,
    type: 'SLACK',
    body: {},
    identity: TYPED_KEY
  })
  t.match(curl, new RegExp(`\n  '${ORIGIN}/api/atlas/v2/groups/${DEMO}/integrations'\n$`))
  t.match(atlasCli, `listGroupIntegrations \\\n  --version 2023-01-01 --groupId '${DEMO}'\n`)
  t.match(
    terraform,
    `
data "mongodbatlas_third_party_integrations" "all" {
  project_id = "${DEMO}"
}

output "result" {
  value     = data.mongodbatlas_third_party_integrations.all
  sensitive = true
}
`
  )
})

t.test('log and metric integrations are addressed by id', async t => {
  const call = { groupId: DEMO, identity: OWNER, resource: 'metricIntegrations', type: 'OTEL' } as const
  const value = FILES.get('OTEL')?.['x-examples']?.[0]?.value ?? {}
  const put = snippets({ ...call, operation: 'replace', id: 'a1', body: value })
  t.match(put.curl, "--header 'Accept: application/vnd.atlas.2025-03-12+json' \\\n  --request PUT")
  t.match(put.curl, `\n  '${ORIGIN}/api/atlas/v2/groups/${DEMO}/metricIntegrations/a1'\n`)
  t.match(
    put.atlasCli,
    `atlas api metricIntegrations updateGroupMetricIntegration \\
  --version 2025-03-12 --groupId '${DEMO}' --metricIntegrationId 'a1' <<'JSON'`
  )
  t.match(
    put.terraform,
    `
# Before the first apply: terraform import mongodbatlas_metric_integration.otel ${DEMO}/a1
resource "mongodbatlas_metric_integration" "otel" {
  project_id              = "${DEMO}"
  integration_type        = "OTEL"
  provider_type           = "CUSTOM"
  auth_type               = "HEADER"
  aggregation_temporality = "DELTA"
  endpoint                = "https://192.0.2.1/v1/metrics"
  metric_selection        = ["MONGODB_METRICS"]
  headers                 = [{ name = "api-key", value = "example-token" }]
}
`
  )
  const oauth = {
    clientId: 'a',
    scopes: ['b'],
    tokenRequestParams: { resourceId: 'c' }
  }
  t.match(
    snippets({ ...call, operation: 'create', body: { oauth } }).terraform,
    String.raw`  oauth            = { client_id = "a", scopes = jsondecode("[\"b\"]"), token_request_params = jsondecode("{\"resourceId\":\"c\"}") }
`
  )
  const log = { ...call, resource: 'logIntegrations', type: 'SPLUNK_LOG_EXPORT' } as const
  const post = snippets({ ...log, operation: 'create', body: { type: log.type, logTypes: ['MONGOD'] } })
  t.match(post.curl, `\n  '${ORIGIN}/api/atlas/v2/groups/${DEMO}/logIntegrations'\n`)
  t.match(
    post.atlasCli,
    `atlas api pushBasedLogExport createGroupLogIntegration \\\n  --version 2025-03-12 --groupId '${DEMO}' <<`
  )
  t.match(
    post.terraform,
    `
resource "mongodbatlas_log_integration" "splunk_log_export" {
  project_id = "${DEMO}"
  type       = "SPLUNK_LOG_EXPORT"
  log_types  = ["MONGOD"]
}
`
  )
  const list = snippets({ ...call, operation: 'list' })
  t.match(
    list.atlasCli,
    `metricIntegrations listGroupMetricIntegrations \\\n  --version 2025-03-12 --groupId`
  )
  t.match(list.terraform, '\ndata "mongodbatlas_metric_integrations" "all" {\n')
  t.match(
    snippets({ ...log, operation: 'delete', id: 'b2' }).atlasCli,
    `deleteGroupLogIntegration \\\n  --version 2025-03-12 --groupId '${DEMO}' --id 'b2'\n`
  )
})

t.test('lists fields that a client does not support in comments', async t => {
  const call = { groupId: DEMO, identity: OWNER }
  const slack = snippets({ ...call, operation: 'replace', type: 'SLACK', body: { teamName: null } })
  t.equal(slack.terraform, '# The provider does not support the integration type "SLACK".\n')
  const body = {
    id: 'x',
    type: 'WEBHOOK',
    url: ['a', { b: `\${c}` }],
    secret: null,
    bodyTemplate: '{}\ufeff',
    constructor: 1,
    'a\nb': true,
    left: undefined
  }
  const webhook = snippets({ ...call, operation: 'replace', type: 'WEBHOOK', body })
  t.match(
    webhook.terraform,
    `
# Before the first apply: terraform import mongodbatlas_third_party_integration.webhook ${DEMO}-WEBHOOK
resource "mongodbatlas_third_party_integration" "webhook" {
  project_id = "${DEMO}"
  type       = "WEBHOOK"
  url        = jsondecode("[\\"a\\",{\\"b\\":\\"$\${c}\\"}]")
  secret     = null
  # The provider has no argument for "bodyTemplate".
  # The provider has no argument for "constructor".
  # The provider has no argument for "a\\nb".
  # Set secret if Atlas has one: the provider cannot remove it, and each plan would contain a change.
}
`
  )
  const tenth = { ...call, origin: ORIGIN, operation: 'create', type: '1 TENTH\n' } as const
  const unknown = snippetsOf(tenth)
  t.match(unknown.curl, "--data '{}' \\\n  'http://127.0.0.1:8080/api/atlas/v2/groups/")
  t.match(unknown.curl, `/integrations/1%20TENTH%0A'`)
  t.match(unknown.terraform, 'resource "mongodbatlas_third_party_integration" "_1_tenth_" {')
})

/** Returns the string of HCL for all nasty characters. */
function nastyHcl(): string {
  const body = { secret: NASTY }
  const call = { operation: 'create', groupId: DEMO, type: 'WEBHOOK', body, identity: OWNER } as const
  return /secret += ("[^\n]*")\n}/.exec(snippets(call).terraform)?.[1] ?? ''
}

t.test('escapes strings of HCL', async t => {
  const hcl = nastyHcl()
  t.notMatch(hcl.replaceAll('\\\\', ''), /(?<!\$)\$\{|(?<!%)%\{|\\[bf]/)
  t.equal(JSON.parse(hcl.replaceAll('$${', '${').replaceAll('%%{', '%{')), NASTY)
})

t.test('the Terraform snippet is parsed as intended and formatted as by terraform fmt', async t => {
  const version = await run('terraform', ['version'])
  if (version.code !== 0) return void t.pass('skipped', { skip: 'no terraform here' })
  const examples = [...FILES.values()].flatMap(file => {
    const { resource = 'integrations' } = file['x-integration']
    return (file['x-examples'] ?? []).map(({ value }) => ({ resource, type: file.title, body: value }))
  })
  const texts = [OWNER, TYPED_ACCOUNT].flatMap(identity => [
    ...examples.flatMap(example =>
      (['create', 'replace', 'delete'] as const).map(
        operation => snippets({ operation, groupId: DEMO, id: 'a1', ...example, identity }).terraform
      )
    ),
    snippets({ operation: 'list', groupId: DEMO, identity }).terraform,
    snippets({ operation: 'create', groupId: NASTY, type: 'WEBHOOK', body: { url: NASTY }, identity })
      .terraform,
    snippets({ operation: 'replace', groupId: NASTY, type: NASTY, body: { [NASTY]: NASTY }, identity })
      .terraform
  ])
  t.match(await run('terraform', ['fmt', '-check', '-diff', '-'], texts.join('\n')), { code: 0, stdout: '' })
  const { stdout } = await run('terraform', ['console'], `base64encode(${nastyHcl()})\n`)
  t.equal(Buffer.from(stdout, 'base64').toString(), NASTY)
})

t.test('the shell snippets are parsed as intended', async t => {
  if ((await run('bash', ['--version'])).code !== 0) return void t.pass('skipped', { skip: 'no bash here' })
  const body = { url: NASTY, [NASTY]: [NASTY] }
  const call = { operation: 'replace', origin: `http://${NASTY}`, groupId: NASTY, type: NASTY, body } as const
  const key = snippets({ ...call, identity: { kind: 'apiKey', id: NASTY, secret: NASTY } })
  const account = snippets({ ...call, identity: { kind: 'serviceAccount', id: NASTY, secret: NASTY } })
  // Prints the arguments to a duplicate of standard output; for the CLI also its input and environment.
  const print = 'printf "%s\\0" "$@" >&3'
  const commands = `exec 3>&1
curl() { ${print}; }
atlas() { ${print}; cat; printf '\\0'; env -0; }`
  const shell = async (snippet: string) => {
    const { stdout } = await run('bash', ['-c', `${commands}\n${snippet}`])
    return stdout.split('\0')
  }
  const encoded = encodeURIComponent(NASTY)
  const url = `http://${NASTY}/api/atlas/v2/groups/${encoded}/integrations/${encoded}`
  const text = JSON.stringify(body, null, 2)
  const accept = 'Accept: application/vnd.atlas.2023-01-01+json'
  const sent = ['--header', accept, '--request', 'PUT', '--header', 'Content-Type: application/json']
  const tail = [...sent, '--data', text, url, '']
  t.strictSame(await shell(key.curl), ['--digest', '--user', `${NASTY}:${NASTY}`, ...tail])
  t.strictSame(await shell(account.curl), [
    ...['--silent', '--user', `${encoded}:${encoded}`, '--data', 'grant_type=client_credentials'],
    `http://${NASTY}/api/oauth/token`,
    ...['--header', 'Authorization: Bearer ', ...tail]
  ])
  const cli = await shell(account.atlasCli)
  t.strictSame(cli.slice(0, 10), [
    ...['api', 'thirdPartyIntegrations', 'updateGroupIntegration', '--version', '2023-01-01'],
    ...['--groupId', NASTY, '--integrationType', NASTY, `${text}\n`]
  ])
  for (const variable of ['ID', 'SECRET']) t.ok(cli.includes(`MONGODB_ATLAS_CLIENT_${variable}=${NASTY}`))
  t.ok(cli.includes(`MONGODB_ATLAS_OPS_MANAGER_URL=http://${NASTY}/`))
  const typed = snippets({ operation: 'list', groupId: DEMO, identity: TYPED_KEY })
  for (const snippet of [typed.curl, typed.atlasCli]) {
    const { code, stderr } = await run('bash', ['-c', snippet])
    t.not(code, 0)
    t.match(stderr, /MONGODB_ATLAS_PRIVATE_(API_)?KEY: parameter null or not set/)
  }
})

t.test('the curl snippet receives the response of the API', async t => {
  for (const tool of ['bash', 'curl']) {
    if ((await run(tool, ['--version'])).code !== 0)
      return void t.pass('skipped', { skip: `no ${tool} here` })
  }
  const environment = { MONGODB_ATLAS_PRIVATE_KEY: OWNER.secret, MONGODB_ATLAS_CLIENT_SECRET: ACCOUNT_SECRET }
  for (const identity of [OWNER, TYPED_ACCOUNT]) {
    const { port } = await listen(t)
    const origin = `http://127.0.0.1:${port}`
    const curl = async (call: Pick<AtlasCall, 'operation' | 'body'>) => {
      const type = 'NEW_RELIC'
      const snippet = snippets({ origin, groupId: DEMO, type, identity, ...call }).curl
      const { stdout } = await run('bash', ['-c', snippet], '', environment)
      return stdout.replaceAll(/"id":"[a-f0-9]{24}"/g, '"id":"…"')
    }
    const body = { accountId: NASTY, licenseKey: 'l', readToken: 'r', writeToken: 'w' }
    const shown = { ...body, id: '…', type: 'NEW_RELIC' }
    const page = (results: object[], path: string, query: string) => ({
      links: [{ href: `${origin}/api/atlas/v2/groups/${DEMO}/integrations${path}${query}`, rel: 'self' }],
      results,
      totalCount: results.length
    })
    const query = '?pageNum=1&itemsPerPage=100'
    t.same(JSON.parse(await curl({ operation: 'create', body })), page([shown], '/NEW_RELIC', query))
    t.same(JSON.parse(await curl({ operation: 'replace', body: { readToken: 'r2' } })).results, [
      { ...shown, readToken: 'r2' }
    ])
    t.equal(await curl({ operation: 'delete' }), '204\n')
  }
})

/** Runs a command with input; `code` is not 0 if the command does not exist. */
async function run(command: string, args: string[], input = '', variables: Record<string, string> = {}) {
  const unset = { MONGODB_ATLAS_PRIVATE_KEY: '', MONGODB_ATLAS_PRIVATE_API_KEY: '' }
  // Terraform must not check for a newer version.
  const child = spawnPlainly(command, args, { env: { ...unset, CHECKPOINT_DISABLE: '1', ...variables } })
  // The pipe breaks if the command does not exist or does not read its input.
  child.stdin.on('error', () => {}).end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'close')
  ])
  return { code, stdout: stdout.join(''), stderr: stderr.join('') }
}

t.test('the Terraform snippet has required defaults, and lists what the provider does not send', async t => {
  const resource = (operation: 'create' | 'replace', type: string, body: Record<string, unknown>) => {
    const { terraform } = snippets({ operation, groupId: DEMO, type, body, identity: OWNER })
    return terraform.slice(terraform.indexOf('resource "')).replace(/^.*\n.*\n.*\n/, '')
  }
  const lost =
    '  # Set api_key: otherwise the provider sends the redacted value, which replaces the secret or is rejected.\n'
  const kept =
    '  # Set secret if Atlas has one: the provider cannot remove it, and each plan would contain a change.\n'
  const rejected = '  # The provider rejects enabled = false on creation.\n'
  const cases = [
    [resource('create', 'DATADOG', { apiKey: 'x' }), '  api_key    = "x"\n  region     = "US"\n'],
    [resource('create', 'OPS_GENIE', { apiKey: 'x' }), '  api_key    = "x"\n  region     = "US"\n'],
    [resource('replace', 'DATADOG', { apiKey: 'x' }), '  api_key    = "x"\n'],
    [
      resource('create', 'DATADOG', { apiKey: 'x', region: 'EU', sendShardingMetrics: true }),
      '  api_key               = "x"\n  region                = "EU"\n  send_sharding_metrics = true\n'
    ],
    [resource('create', 'PROMETHEUS', { enabled: false }), `  enabled    = false\n${rejected}`],
    [resource('replace', 'PROMETHEUS', { enabled: false }), '  enabled    = false\n'],
    [resource('replace', 'OPS_GENIE', { apiKey: '' }), `  api_key    = ""\n${lost}`],
    [resource('replace', 'VICTOR_OPS', { routingKey: 'x' }), `  routing_key = "x"\n${lost}`],
    [
      resource('replace', 'WEBHOOK', { url: 'x', secret: '' }),
      `  url        = "x"\n  secret     = ""\n${kept}`
    ],
    [resource('replace', 'WEBHOOK', { url: 'x', secret: 's' }), '  url        = "x"\n  secret     = "s"\n']
  ] as const
  for (const [text, expected] of cases) t.equal(text, `${expected}}\n`)
})
