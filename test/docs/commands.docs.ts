import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { VERSIONED } from '../app.ts'
import { ROOT } from '../cli/process.ts'
import { startServer } from '../clients/server.ts'
import { read, recipesOf } from './page.ts'
import { canRun, createFolder, run } from './shell.ts'

/** Every command of the pages: run here on the built package, run by another suite, or listed as skipped. */

/**
 * How a block is tested: it is run here, and prints this; a file of the project runs it, since it needs the network, a
 * container or a process that stays; or it would act on a program that is not the project's.
 */
type Handling = RegExp | { runBy: string } | { needs: string }

const OPERATOR = 'examples/kubernetes-operator/README.md'
const CLUSTER = { needs: 'a cluster of Kubernetes' }

const runBy = (file: string) => ({ runBy: file })
const [NEWCOMER, INSTALL] = [
  runBy('test/package/newcomer.package.ts'),
  runBy('test/package/install.package.ts')
]
const [HARD_CODED, OPERATED] = [runBy('test/docs/hard-coded.docs.ts'), runBy('test/docs/operator.docs.ts')]
const GO = runBy('test/clients/go-test.client.ts')
const JAVA = runBy('test/clients/java.client.ts')
const PACT = runBy('test/clients/pact.client.ts')
const PYTHON = runBy('test/clients/python.client.ts')
const RECIPES = runBy('test/docs/recipes.docs.ts')
const IMAGE = runBy('test/image/image.image.ts')

/** The default address of a server. */
const ADDRESS = 'http://127.0.0.1:8080'

const EXEC = 'npx --no-install atlas-integrations-mock exec'
const COMPARE = 'npx --no-install atlas-integrations-mock compare'
const RAN = /the tests ran against http:\/\/127\.0\.0\.1:\d+$/m
const RELIES = /^Your tests rely on 1 behaviour: 1 documented\.\n$/m

/** By the page and the beginning of the block, in the order of the page. */
const COMMANDS: Readonly<Record<string, Readonly<Record<string, Handling>>>> = {
  'README.md': {
    'git clone': NEWCOMER,
    'npm ci && npm test': runBy('.ci/run'),
    'docker build': IMAGE,
    'curl --digest': /"type":"DATADOG"\}\],"totalCount":1\}$/,
    [`${EXEC} --cwd`]: RELIES
  },
  'docs/CI.md': {
    [`${EXEC} -- npm test`]: RAN,
    'docker build --tag atlas-integrations-mock .': runBy('test/docs/docker.docs.ts'),
    'docker build --tag atlas-integrations-mock:0.1.0': CLUSTER
  },
  'docs/HARD-CODED.md': {
    [`${EXEC} --public-url https://cloud.mongodb.com -- node`]: HARD_CODED,
    [`${EXEC} --public-url https://cloud.mongodb.com -- env`]: HARD_CODED,
    'docker compose': { needs: 'Docker Compose' },
    'sudo "$(command -v node)"': HARD_CODED,
    "echo '127.0.0.1": HARD_CODED,
    'export NODE_EXTRA_CA_CERTS': HARD_CODED,
    keytool: HARD_CODED,
    'sudo sed': HARD_CODED
  },
  'docs/PROVE.md': {
    [`${EXEC} --calls`]: RELIES,
    'mkdir -p calls': IMAGE,
    'npx --no-install atlas-integrations-mock calls report': RELIES,
    [`${EXEC} --port 8090`]:
      /^Differences: 0, in 0 of 1 call and 0 of 1 test; responses compared with http:\/\/127\.0\.0\.1:8090: 1\.\n$/m,
    [`${COMPARE} --target https://cloud.mongodb.com --calls`]: runBy('test/robust/replay.robust.ts'),
    [`${COMPARE} --dry-run`]: /^GET \/api\/atlas\/v2\/orgs\/[\s\S]+\nPOST \/api\/atlas\/v2\/groups /,
    [`${COMPARE} --target https://cloud.mongodb.com\n`]: { needs: 'an Atlas account' },
    'export MONGODB_ATLAS_PUBLIC_KEY': { needs: 'an Atlas account' }
  },
  'docs/REFERENCE.md': {
    'npx --no-install atlas-integrations-mock serve --port 0 --json': runBy(
      'test/package/command.package.ts'
    ),
    'npx --no-install atlas-integrations-mock seed check': /^fixtures\/seed\.json: 2 organizations, .+\n$/,
    "curl --include --header 'Prefer":
      /^HTTP\/1\.1 409 [\s\S]+INTEGRATION_ALREADY_CONFIGURED[\s\S]+HTTP\/1\.1 429 /,
    'curl --user': /^\{"access_token":"[^"]+","expires_in":3600,"token_type":"Bearer"\}$/
  },
  'docs/TESTS.md': {
    'npm ci && npm start': NEWCOMER,
    'docker build': IMAGE,
    'export ATLAS_MOCK_URL': GO,
    [`${EXEC} --cwd`]: RAN,
    'CONTROL=': RECIPES,
    'call()': RECIPES
  },
  [OPERATOR]: {
    'kubectl create secret generic atlas-integrations-mock': CLUSTER,
    'kubectl apply': CLUSTER,
    'kubectl delete': CLUSTER,
    'kubectl port-forward': OPERATED,
    'json() {': OPERATED,
    'npx --no-install atlas-integrations-mock serve --stubs': OPERATED,
    'MOCK=': OPERATED
  },
  'docs/TESTS-JAVA.md': { 'mvn test': JAVA },
  'docs/TESTS-PYTHON.md': {
    'npm ci && npm run wheel': runBy('test/package/wheel.package.ts'),
    'python3 -m venv': PYTHON,
    '.venv/bin/pytest': PYTHON
  },
  'docs/TESTS-GO.md': { 'go mod init': GO, 'export ATLAS_MOCK_COMMAND': GO },
  'docs/TESTS-PACT.md': { 'npm install --save-dev --ignore-scripts': PACT },
  'docs/TESTS-NODE.md': {
    'npm ci && npm pack': INSTALL,
    'npm init': INSTALL,
    'npm install --save-dev node@24': INSTALL,
    'node --test': RECIPES,
    [`${EXEC} -- node`]: INSTALL
  }
}

/** Pages whose blocks are run unchanged, and their output compared, by `test/docs/recipes.docs.ts`. */
const RECIPE_PAGES = ['docs/CONTROL.md', 'docs/START.md']

t.test('every command in the documentation is run by a test', async t => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    OPERATOR,
    ...readdirSync(join(ROOT, 'docs')).map(name => `docs/${name}`)
  ]
  const commanding = pages.filter(page => page.endsWith('.md') && recipesOf(read(page)).length > 0)
  t.strictSame(commanding.toSorted(), [...Object.keys(COMMANDS), ...RECIPE_PAGES].toSorted())
})

for (const [page, commands] of Object.entries(COMMANDS)) {
  t.test(page, async t => {
    const blocks = recipesOf(read(page)).map(({ text }) => text)
    const rows = Object.entries(commands)
    t.strictSame(
      blocks.map((text, at) => text.slice(0, rows[at]?.[0].length)),
      Object.keys(commands)
    )
    const folder = createProject(t)
    const isAble = await canRun(t, folder)
    const isCalled = rows.some(([, how], at) => how instanceof RegExp && blocks[at]?.includes(ADDRESS))
    const url = isCalled ? await startServer(t) : ADDRESS
    for (const [at, [beginning, how]] of rows.entries()) {
      if (how instanceof RegExp) {
        if (isAble) await runBlock(t, folder, url, blocks[at] ?? '', how)
      } else if ('needs' in how) {
        t.comment(`skipped: ${beginning}: it needs ${how.needs}`)
        t.pass(beginning, { skip: `it needs ${how.needs}` })
      } else {
        t.ok(existsSync(join(ROOT, how.runBy)), `${beginning}: ${how.runBy}`)
      }
    }
  })
}

/** A folder with what the commands of a project read: tests, and a seed. */
function createProject(t: Test): string {
  const folder = createFolder(t)
  const call =
    'curl --silent --output list.json --digest --user "$MONGODB_ATLAS_PUBLIC_KEY:$MONGODB_ATLAS_PRIVATE_KEY" "$ATLAS_MOCK_URL/api/atlas/v2/groups/$MONGODB_ATLAS_PROJECT_ID/integrations"'
  const test = `echo "the tests ran against $ATLAS_MOCK_URL" && ${call} --header 'Accept: ${VERSIONED}'`
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { test } }))
  mkdirSync(join(folder, 'fixtures'))
  writeFileSync(join(folder, 'fixtures/seed.json'), readFileSync(join(ROOT, 'fixtures/seed.json')))
  return folder
}

/** Runs a block in a shell of its own, with a server where the page has one at its default address. */
async function runBlock(t: Test, folder: string, url: string, text: string, prints: RegExp): Promise<void> {
  const title = text.slice(0, text.indexOf('\n'))
  // curl and npm write their progress to standard error.
  const script = `exec 2> errors.txt\n${text.replaceAll(ADDRESS, url)}`
  const shell = ['bash', '-e', '-o', 'pipefail', '-c', script]
  const { code, output } = await run(folder, shell, {
    ATLAS_MOCK_URL: url,
    ATLAS_MOCK_CONTROL_TOKEN: 'a-token-for-tests',
    TESTS: folder
  })
  t.equal(code, 0, title, { errors: readFileSync(join(folder, 'errors.txt'), 'utf8') })
  t.match(output, prints, `output: ${title}`)
}
