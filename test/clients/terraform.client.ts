import { cp, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { type Outcome, run, temporaryFolder } from './run.ts'
import { apiKey } from './seed.ts'
import { COMMAND, startServer } from './server.ts'
import { ALERTS, ENTRY, EXPORTS, INTEGRATIONS, WINDOW } from './terraform-module.ts'
import { replayTerraform } from './terraform-replay.ts'

const MODULE = fileURLToPath(new URL('../../examples/terraform', import.meta.url))
const TEST_FILE = 'tests/integrations.tftest.hcl'
const RESOURCES = 17
const NO_COMMAND = 'neither terraform nor tofu is installed'

/** The environment of commands that need no provider. */
const OFFLINE = { CHECKPOINT_DISABLE: '1', TF_CLI_ARGS: '-no-color', TF_CLI_CONFIG_FILE: '' }

/** Path of the provider's executable, terraform-provider-mongodbatlas 2.16 or later. */
const PROVIDER = process.env['TERRAFORM_PROVIDER']

/** Changes of `main.tf`: one resource of each kind. */
const CHANGES = [
  ['name   = "terraform"', 'name   = "renamed"'],
  ['region     = "EU"', 'region     = "US"'],
  ['["MONGOD", "MONGOS"]', '["MONGOS"]'],
  ['["ATLAS_STREAM_PROCESSING"]', '["HARDWARE_METRICS"]'],
  ['threshold   = 99', 'threshold   = 98'],
  ['comment    = "office"', 'comment    = "branch"'],
  ['hour_of_day = 3', 'hour_of_day = 4']
] as const

t.test('replays the requests of the Terraform provider for examples/terraform', replayTerraform)

t.test('the replayed requests contain the values of the module', async t => {
  const text = await readFile(join(MODULE, 'main.tf'), 'utf8')
  const resources = [ENTRY, WINDOW, ...Object.values(INTEGRATIONS), ...EXPORTS]
  const requests = JSON.stringify([
    ...resources.map(({ plain, sent }) => ({ plain, sent })),
    ...Object.values(ALERTS).map(({ config }) => config)
  ])
  const values = [...requests.matchAll(/:\[?"([^"]+)"/g)].map(([, value = '']) => value)
  t.strictSame(
    values.filter(value => !text.includes(`"${value}"`)),
    []
  )
})

t.test('the test of examples/terraform refers to resources of the module', async t => {
  const declared = [
    ...(await readFile(join(MODULE, 'main.tf'), 'utf8')).matchAll(/^resource "(\w+)" "(\w+)"/gm)
  ].map(([, type, name]) => `${type}.${name}`)
  const named = (await readFile(join(MODULE, TEST_FILE), 'utf8')).match(/\bmongodbatlas_\w+\.\w+/g) ?? []
  t.ok(named.length > 0, 'names resources')
  t.strictSame(
    named.filter(name => !declared.includes(name)),
    []
  )
})

t.test('Terraform reads the configuration and the test of examples/terraform', async t => {
  const command = await findCommand()
  if (command === undefined) return skip(t, NO_COMMAND)
  const folder = await temporaryFolder(t)
  await cp(MODULE, folder, { recursive: true })
  const check = async (...args: string[]) => await run(command, args, { cwd: folder, env: OFFLINE })
  t.match(await check('fmt', '-check', '-recursive'), { code: 0, stdout: '' }, 'formatted')
  t.match(await check('providers'), { code: 0, stdout: /test\.tests\.integrations/ }, 'valid')
})

t.test('Terraform runs the test of examples/terraform', async t => {
  const terraform = await createTerraform(t)
  if (typeof terraform === 'string') return skip(t, terraform)
  const { stdout } = await terraform.succeed('test')
  t.match(stdout, 'Success! 2 passed, 0 failed.')
})

t.test('Terraform applies, imports, changes and destroys examples/terraform', async t => {
  const terraform = await createTerraform(t)
  if (typeof terraform === 'string') return skip(t, terraform)
  const { folder, succeed } = terraform
  // The update of an integration changes its id, and the next apply the alert configuration that refers to it.
  const applyTwice = async () => {
    await succeed('apply', '-auto-approve')
    await succeed('apply', '-auto-approve')
    await succeed('plan', '-detailed-exitcode')
  }

  const applied = await succeed('apply', '-auto-approve')
  t.match(applied.stdout, `Apply complete! Resources: ${RESOURCES} added, 0 changed, 0 destroyed.`)
  await succeed('plan', '-detailed-exitcode')

  const imports = importsOf(await succeed('show', '-json'))
  const isAlert = ([address]: readonly [string, string]) =>
    address.startsWith('mongodbatlas_alert_configuration')
  // Separately: Terraform rejects a plan that changes both an id and a resource that refers to it.
  for (const group of [imports.filter(entry => !isAlert(entry)), imports.filter(isAlert)]) {
    for (const [address, id] of group) {
      await succeed('state', 'rm', address)
      await succeed('import', address, id)
    }
    // Writes the secrets, which imports do not contain, and so updates the integrations.
    await applyTwice()
  }

  const file = join(folder, 'main.tf')
  let text = await readFile(file, 'utf8')
  for (const [from, to] of CHANGES) {
    t.match(text, from)
    text = text.replace(from, to)
  }
  await writeFile(file, text)
  await applyTwice()

  const destroyed = await succeed('destroy', '-auto-approve')
  t.match(destroyed.stdout, `Destroy complete! Resources: ${RESOURCES} destroyed.`)
})

t.test('Terraform fails and recovers as the README of examples/terraform says', async t => {
  const terraform = await createTerraform(t)
  if (typeof terraform === 'string') return skip(t, terraform)
  const { folder, env } = terraform
  const text = await readFile(join(folder, 'README.md'), 'utf8')
  const [, recipe = ''] = /^## Test a failure$.*?^```sh\n(.*?)^```$/ms.exec(text) ?? []
  t.match(recipe, 'npx --no-install atlas-integrations-mock exec')
  // `exec` starts its own server.
  const command = `"${process.execPath}" "${COMMAND}"`
  const script = recipe.replace('npx --no-install atlas-integrations-mock', command)
  const { code, stdout, stderr } = await run('sh', ['-c', script], { cwd: folder, env })
  t.equal(code, 0, 'the last apply succeeds', { stdout, stderr })
  t.match(stderr, /EOF/, 'the first apply')
  t.match(stderr, /GROUP_ALREADY_EXISTS/, 'the second apply')
  t.match(stdout, 'Import successful!')
})

/** Ends a test. Not a failure in CI either: no package registry of the suites has Terraform or its provider. */
function skip(t: Test, why: string): void {
  t.pass(why, { skip: why })
  t.comment(`not run: ${why}`)
}

interface Terraform {
  /** A copy of the module. */
  folder: string
  env: Record<string, string>
  /** Runs a command, which must exit with 0. */
  succeed: (...args: string[]) => Promise<Outcome>
}

/** Starts a server and prepares a copy of the module. @returns why this is not possible, if so */
async function createTerraform(t: Test): Promise<Terraform | string> {
  const command = await findCommand()
  if (command === undefined) return NO_COMMAND
  if (PROVIDER === undefined) return 'TERRAFORM_PROVIDER is not set'
  const url = await startServer(t)
  const folder = await temporaryFolder(t)
  await cp(MODULE, folder, { recursive: true })
  const config = join(folder, 'overrides.tfrc')
  const overrides = `dev_overrides { "mongodb/mongodbatlas" = ${JSON.stringify(dirname(resolve(PROVIDER)))} }`
  await writeFile(config, `provider_installation {\n  ${overrides}\n}\n`)
  const { id, secret } = apiKey('orgowner')
  const env = {
    CHECKPOINT_DISABLE: '1',
    MONGODB_ATLAS_BASE_URL: `${url}/`,
    MONGODB_ATLAS_PRIVATE_KEY: secret,
    MONGODB_ATLAS_PUBLIC_KEY: id,
    TF_CLI_ARGS: '-no-color',
    TF_CLI_CONFIG_FILE: config,
    TF_INPUT: '0'
  }
  return {
    folder,
    env,
    async succeed(...args) {
      const outcome = await run(command, args, { cwd: folder, env })
      t.equal(outcome.code, 0, `${command} ${args.join(' ')}`, outcome)
      return outcome
    }
  }
}

async function findCommand(): Promise<string | undefined> {
  for (const command of ['terraform', 'tofu']) {
    if ((await run(command, ['version'], { env: OFFLINE })).code === 0) return command
  }
  return undefined
}

interface State {
  values: {
    root_module: { resources: { address: string; type: string; values: Record<string, string> }[] }
  }
}

/** Returns the address of each resource with the id that `import` needs. */
function importsOf({ stdout }: Outcome): [address: string, id: string][] {
  const { resources } = (JSON.parse(stdout) as State).values.root_module
  return resources.map(({ address, type, values }) => {
    const project = values['project_id'] ?? ''
    const ids: Record<string, string> = {
      mongodbatlas_project: values['id'] ?? '',
      mongodbatlas_project_ip_access_list: `${project}-${values['cidr_block']}`,
      mongodbatlas_maintenance_window: project,
      mongodbatlas_third_party_integration: `${project}-${values['type']}`,
      mongodbatlas_alert_configuration: `${project}-${values['alert_configuration_id']}`,
      mongodbatlas_log_integration: `${project}/${values['integration_id']}`,
      mongodbatlas_metric_integration: `${project}/${values['metric_integration_id']}`
    }
    return [address, ids[type] ?? '']
  })
}
