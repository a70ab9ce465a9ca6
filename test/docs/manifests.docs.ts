import t from 'tap'
import { loadConfig, SETTINGS } from '../../src/config/config.ts'
import { type Check, compose, documents, github, gitlab, kubernetes } from './kinds.ts'
import { read } from './page.ts'

/** Validates the manifests of examples/ with the schemas of their tools. */

const { workflow } = await github()
const MANIFESTS: Readonly<Record<string, Check>> = {
  'examples/docker/compose.yaml': compose(),
  'examples/github/compare.yml': workflow,
  'examples/github/prove.yml': workflow,
  'examples/github/with-action.yml': workflow,
  'examples/github/workflow.yml': workflow,
  'examples/gitlab/.gitlab-ci.yml': gitlab(),
  'examples/kubernetes/shared.yaml': kubernetes(),
  'examples/kubernetes/ci-job.yaml': kubernetes()
}
const FILES = Object.keys(MANIFESTS)

const VERSION: string = JSON.parse(read('package.json')).version

t.test('the manifests match the schemas of their tools', async t => {
  for (const [file, check] of Object.entries(MANIFESTS)) t.strictSame(await check(read(file)), [], file)
})

t.test('the steps for other languages, which are comments, match the schema of workflows', async t => {
  const text = read('examples/github/with-action.yml')
  const uncommented = text.replace(/^( +)# (?=- | {2})/gm, '$1')
  t.equal(uncommented.match(/^ +- run: \S+/gm)?.length, 7, 'of all languages')
  t.strictSame(await workflow(uncommented), [])
  t.strictSame(Object.keys(Object(documents(text)[0]?.['jobs'])), ['tests'])
})

t.test('only compare.yml and prove.yml call Atlas', async t => {
  const comparing = FILES.filter(file => /\bcompare +--target/.test(read(file).replace(/\n +/g, ' ')))
  t.strictSame(comparing, ['examples/github/compare.yml', 'examples/github/prove.yml'])
})

t.test('the key of the cache has the operating system and the architecture', async t => {
  t.match(
    read('examples/github/with-action.yml'),
    /key: .+-\$\{\{ runner\.os \}\}-\$\{\{ runner\.arch \}\}\n/
  )
})

t.test('the Compose files set no project name and publish no port', async t => {
  for (const file of ['examples/docker/compose.yaml', 'examples/hard-coded/compose.yaml']) {
    const [project] = documents(read(file)) as [
      { name?: string; services: Record<string, { ports?: string[] }> }
    ]
    const ports = Object.values(project.services).flatMap(({ ports = [] }) => ports)
    t.strictSame({ name: project.name, ports }, { name: undefined, ports: [] }, file)
  }
})

t.test('the pages link all manifests', async t => {
  const page = read('docs/CI.md') + read('docs/PROVE.md')
  const linked = [...page.matchAll(/\(\.\.\/(examples\/[^)]+)\)/g)].map(([, file = '']) => file)
  t.strictSame(
    FILES.filter(file => !linked.includes(file)),
    []
  )
})

t.test('variables of the mock in the examples exist', async t => {
  const known = SETTINGS.map(({ variable }) => variable)
  // Read by tests, or the name of the image.
  const others = ['ATLAS_MOCK_URL', 'ATLAS_MOCK_IMAGE', 'ATLAS_MOCK']
  for (const file of FILES) {
    const named = new Set(read(file).match(/ATLAS_MOCK_\w+/g))
    // They start no server, or leave the variables to `exec` or the action.
    const isWithout = /\/(compare|prove)\.yml$/.test(file)
    t.equal(named.size > 0, !isWithout, file)
    t.strictSame(
      [...named].filter(name => !known.includes(name) && !others.includes(name)),
      [],
      file
    )
  }
})

t.test('control tokens are valid, also with the shortest ids', async t => {
  for (const file of FILES) {
    for (const [, token = ''] of read(file).matchAll(/ATLAS_MOCK_CONTROL_TOKEN: (.+)$/gm)) {
      const [, fallback = token] = /^\$\{\w+:-(.+)\}$/.exec(token) ?? []
      const shortest = fallback.replace(/\$\{\{.+?\}\}|\$\w+/g, '1')
      t.equal(loadConfig({ controlToken: shortest }, {}).controlToken, shortest, `${file}: ${token}`)
    }
  }
})

t.test('images, actions and labels have the package version', async t => {
  for (const file of FILES) {
    const versions = [
      ...read(file).matchAll(
        /(?:atlas-integrations-mock[:@]v?|atlas-integrations-mock\/v|key: atlas-mock-v)(\S*\d)/g
      )
    ].map(([, version]) => version)
    t.strictSame(
      [...new Set(versions)].filter(version => version !== VERSION),
      [],
      file
    )
  }
  t.match(read('Dockerfile'), `org.opencontainers.image.version="${VERSION}"`)
  t.match(read('python/atlas_integrations_mock/__init__.py'), `\n__version__ = "${VERSION}"\n`)
  t.match(read('docs/TESTS-PYTHON.md'), `atlas_integrations_mock-${VERSION}-py3-none-any.whl`)
  t.match(read('examples/go/go.mod'), `go/atlasmock v${VERSION}\n`)
})

t.test('if the mock is reachable from outside its pod, its token comes from a secret', async t => {
  const [deployment] = documents(read('examples/kubernetes/shared.yaml'))
  const secretKeyRef = { name: 'atlas-integrations-mock', key: 'control-token' }
  const containers = [{ env: [{ name: 'ATLAS_MOCK_CONTROL_TOKEN', valueFrom: { secretKeyRef } }] }]
  t.match(deployment, { spec: { template: { spec: { containers } } } })
})

t.test('the lines for a volume and for stubs are valid without their comment signs', async t => {
  const text = read('examples/kubernetes/shared.yaml').replace(/^( *)# ( *(?:- )?\w+:.*)$/gm, '$1$2')
  t.strictSame(await kubernetes()(text), [])
  const claim = { persistentVolumeClaim: { claimName: 'atlas-integrations-mock' } }
  const spec = {
    securityContext: { fsGroup: 1000 },
    containers: [
      {
        env: [
          { name: 'ATLAS_MOCK_CONTROL_TOKEN' },
          { name: 'ATLAS_MOCK_DB', value: '/data/atlas.db' },
          { name: 'ATLAS_MOCK_STUBS', value: 'package:kubernetes-operator' }
        ],
        volumeMounts: [{ name: 'data', mountPath: '/data' }]
      }
    ],
    volumes: [{ name: 'data', ...claim }]
  }
  t.match(documents(text)[0], { spec: { template: { spec } } })
})
