import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { VERSIONED } from '../app.ts'
import { ROOT } from '../cli/process.ts'
import { startServer } from '../clients/server.ts'
import { read, recipesOf } from './page.ts'
import { canRun, createFolder, run } from './shell.ts'

/** Every command of the pages: run here on the built package, once if pages share it, run by another suite, or listed as skipped. */

/** How a block is tested. */
type Handling =
  /** It is run here, and prints this. */
  | { prints: RegExp }
  /** This file of the project runs it, since it needs the network, a container or a process that stays. */
  | { runBy: string }
  /** This page has the same block. */
  | { sameIn: string }
  /** It would act on a program that is not the project's. */
  | { needs: string }

const OPERATOR = 'examples/kubernetes-operator/README.md'
const OPERATOR_TEST = 'test/docs/operator.docs.ts'
const CLUSTER = { needs: 'a cluster of Kubernetes' }

/** The default address of a server. */
const ADDRESS = 'http://127.0.0.1:8080'

const HARD_CODED = 'test/docs/hard-coded.docs.ts'

/** By the page and the beginning of the block, in the order of the page. */
const COMMANDS: Readonly<Record<string, readonly [string, Handling][]>> = {
  'README.md': [
    ['git clone', { runBy: 'test/package/newcomer.package.ts' }],
    ['npm ci && npm test', { runBy: '.ci/run' }],
    ['docker build', { runBy: 'test/image/image.image.ts' }],
    ['curl --digest', { prints: /"type":"DATADOG"\}\],"totalCount":1\}$/ }],
    ['npx --no-install atlas-mock exec --calls', { sameIn: 'docs/PROVE.md' }]
  ],
  'docs/CI.md': [
    [
      'npx --no-install atlas-mock exec -- npm test',
      { prints: /the tests ran against http:\/\/127\.0\.0\.1:\d+$/m }
    ],
    ['npx --no-install atlas-mock exec --cwd', { sameIn: 'docs/TESTS.md' }],
    ['docker build', { runBy: 'test/docs/docker.docs.ts' }],
    ['docker build --tag atlas-integrations-mock:0.1.0', CLUSTER]
  ],
  'docs/COMPARE.md': [
    ['export MONGODB_ATLAS_PUBLIC_KEY', { needs: 'an Atlas account' }],
    [
      'npx --no-install atlas-mock compare --dry-run',
      { prints: /^GET \/api\/atlas\/v2\/orgs\/[\s\S]+\nPOST \/api\/atlas\/v2\/groups / }
    ],
    ['npx --no-install atlas-mock compare --target', { runBy: 'test/robust/replay.robust.ts' }]
  ],
  'docs/HARD-CODED.md': [
    [
      'npx --no-install atlas-mock exec --public-url https://cloud.mongodb.com -- node',
      { runBy: HARD_CODED }
    ],
    ['npx --no-install atlas-mock exec --public-url https://cloud.mongodb.com -- env', { runBy: HARD_CODED }],
    ['docker compose', { needs: 'Docker Compose' }],
    ['sudo "$(command -v node)"', { runBy: HARD_CODED }],
    ["echo '127.0.0.1", { runBy: HARD_CODED }],
    ['export NODE_EXTRA_CA_CERTS', { runBy: HARD_CODED }],
    ['keytool', { runBy: HARD_CODED }],
    ['sudo sed', { runBy: HARD_CODED }]
  ],
  'docs/PROVE.md': [
    [
      'npx --no-install atlas-mock exec --calls',
      { prints: /^Your tests rely on 1 behaviour: 1 recorded\.\n$/m }
    ],
    ['mkdir -p calls', { runBy: 'test/image/image.image.ts' }],
    [
      'npx --no-install atlas-mock calls report',
      { prints: /^Your tests rely on 1 behaviour: 1 recorded\.\n$/m }
    ],
    [
      'npx --no-install atlas-mock exec --port 8090',
      {
        prints:
          /^Differences: 0, in 0 of 1 call and 0 of 1 test; responses compared with http:\/\/127\.0\.0\.1:8090: 1\.\n$/m
      }
    ]
  ],
  'docs/REFERENCE.md': [
    ['npx --no-install atlas-mock serve --port 0 --json', { runBy: 'test/package/command.package.ts' }],
    ['npx --no-install atlas-mock seed check', { prints: /^fixtures\/seed\.json: 2 organizations, .+\n$/ }],
    [
      "curl --include --header 'Prefer",
      { prints: /^HTTP\/1\.1 409 [\s\S]+INTEGRATION_ALREADY_CONFIGURED[\s\S]+HTTP\/1\.1 429 / }
    ],
    ['curl --user', { prints: /^\{"access_token":"[^"]+","expires_in":3600,"token_type":"Bearer"\}$/ }]
  ],
  'docs/TESTS.md': [
    ['npm ci && npm start', { runBy: 'test/package/newcomer.package.ts' }],
    ['docker build', { runBy: 'test/image/image.image.ts' }],
    ['export ATLAS_MOCK_URL', { runBy: 'test/clients/go-test.client.ts' }],
    [
      'npx --no-install atlas-mock exec --cwd',
      { prints: /the tests ran against http:\/\/127\.0\.0\.1:\d+$/m }
    ]
  ],
  [OPERATOR]: [
    ['helm install', CLUSTER],
    ['kubectl apply', CLUSTER],
    ['kubectl delete', CLUSTER],
    ['kubectl port-forward', { runBy: OPERATOR_TEST }],
    ['json() {', { runBy: OPERATOR_TEST }],
    ['npx --no-install atlas-mock serve --stubs', { runBy: OPERATOR_TEST }],
    ['MOCK=', { runBy: OPERATOR_TEST }]
  ],
  'docs/TESTS-JAVA.md': [
    ['mvn test', { runBy: 'test/clients/java.client.ts' }],
    ['npx --no-install atlas-mock exec --cwd', { runBy: 'test/clients/java.client.ts' }]
  ],
  'docs/TESTS-PYTHON.md': [
    ['python3 -m venv', { runBy: 'test/clients/python.client.ts' }],
    ['.venv/bin/pytest -n 4', { runBy: 'test/clients/python.client.ts' }],
    ['npx --no-install atlas-mock exec --cwd', { runBy: 'test/clients/python.client.ts' }]
  ],
  'docs/TESTS-GO.md': [
    ['go mod init', { runBy: 'test/clients/go-test.client.ts' }],
    ['go mod tidy', { runBy: 'test/clients/go-test.client.ts' }],
    ['npx --no-install atlas-mock exec --cwd', { runBy: 'test/clients/go-test.client.ts' }]
  ],
  'docs/TESTS-NODE.md': [
    ['npm ci && npm pack', { runBy: 'test/package/install.package.ts' }],
    ['npm init', { runBy: 'test/package/install.package.ts' }],
    ['npm install --save-dev node@24', { runBy: 'test/package/install.package.ts' }],
    ['node --test', { runBy: 'test/docs/recipes.docs.ts' }],
    ['npx --no-install atlas-mock exec -- node', { runBy: 'test/package/install.package.ts' }]
  ]
}

/** Pages whose blocks are run unchanged, and their output compared, by `test/docs/recipes.docs.ts`. */
const RECIPES = ['docs/CONTROL.md', 'docs/START.md']

t.test('every command in the documentation is run by a test', async t => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    OPERATOR,
    ...readdirSync(join(ROOT, 'docs')).map(name => `docs/${name}`)
  ]
  const commanding = pages.filter(page => page.endsWith('.md') && recipesOf(read(page)).length > 0)
  t.strictSame(commanding.toSorted(), [...Object.keys(COMMANDS), ...RECIPES].toSorted())
})

for (const [page, commands] of Object.entries(COMMANDS)) {
  t.test(page, async t => {
    const blocks = recipesOf(read(page)).map(({ text }) => text)
    const beginnings = blocks.map((text, at) => text.slice(0, commands[at]?.[0].length))
    t.strictSame(
      beginnings,
      commands.map(([beginning]) => beginning)
    )
    const folder = createProject(t)
    const isAble = await canRun(t, folder)
    const isCalled = commands.some(
      ([, handling], at) => 'prints' in handling && blocks[at]?.includes(ADDRESS)
    )
    const url = isCalled ? await startServer(t) : ADDRESS
    for (const [at, [beginning, handling]] of commands.entries()) {
      if ('needs' in handling) {
        t.comment(`skipped: ${beginning}: it needs ${handling.needs}`)
        t.pass(beginning, { skip: `it needs ${handling.needs}` })
      } else if ('runBy' in handling) {
        t.ok(existsSync(join(ROOT, handling.runBy)), `${beginning}: ${handling.runBy}`)
      } else if ('sameIn' in handling) {
        const others = recipesOf(read(handling.sameIn)).map(({ text }) => text)
        t.ok(others.includes(blocks[at] ?? ''), `${beginning}: ${handling.sameIn}`)
        const same = COMMANDS[handling.sameIn]?.find(([start]) => start === beginning)
        t.ok(same && 'prints' in same[1], `${handling.sameIn} runs ${beginning}`)
      } else if (isAble) {
        await runBlock(t, folder, url, blocks[at] ?? '', handling.prints)
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
