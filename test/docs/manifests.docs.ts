import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { loadConfig, SETTINGS } from '../../src/config/config.ts'
import { ROOT } from '../cli/process.ts'
import { compose, documents, github, gitlab, kubernetes } from './kinds.ts'
import { checkManifest, type Manifest } from './manifest.ts'
import { read } from './page.ts'

/** Validates the manifests of examples/ with the schemas of their tools. */

const KUBERNETES = { check: kubernetes(), key: 'metadata' }
const GITHUB = { check: (await github()).workflow, key: 'runs-on' }
const MANIFESTS: readonly Manifest[] = [
  { file: 'examples/docker/compose.yaml', check: compose(), key: 'image' },
  { file: 'examples/github/compare.yml', ...GITHUB },
  { file: 'examples/github/prove.yml', ...GITHUB },
  { file: 'examples/github/with-action.yml', ...GITHUB },
  { file: 'examples/github/workflow.yml', ...GITHUB },
  { file: 'examples/gitlab/.gitlab-ci.yml', check: gitlab(), key: 'script' },
  { file: 'examples/kubernetes/shared.yaml', ...KUBERNETES },
  { file: 'examples/kubernetes/ci-job.yaml', ...KUBERNETES }
]

const VERSION: string = JSON.parse(read('package.json')).version

for (const manifest of MANIFESTS) t.test(manifest.file, t => checkManifest(t, manifest))

t.test('the pages link the example files', async t => {
  const page = read('docs/CI.md') + read('docs/COMPARE.md') + read('docs/PROVE.md')
  const linked = [...page.matchAll(/\(\.\.\/(examples\/[^)]+)\)/g)].map(([, file = '']) => file)
  for (const file of linked) t.ok(existsSync(join(ROOT, file)), file)
  t.strictSame(
    MANIFESTS.map(({ file }) => file).filter(file => !linked.includes(file)),
    [],
    'the pages link all manifests'
  )
})

t.test('variables of the mock in the examples exist', async t => {
  const known = SETTINGS.map(({ variable }) => variable)
  // Read by tests, or the name of the image or of the command.
  const others = ['ATLAS_MOCK_URL', 'ATLAS_MOCK_IMAGE', 'ATLAS_MOCK']
  for (const { file } of MANIFESTS) {
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
  for (const { file } of MANIFESTS) {
    for (const [, token = ''] of read(file).matchAll(/ATLAS_MOCK_CONTROL_TOKEN: (.+)$/gm)) {
      const [, fallback = token] = /^\$\{\w+:-(.+)\}$/.exec(token) ?? []
      const shortest = fallback.replace(/\$\{\{.+?\}\}|\$\w+/g, '1')
      t.equal(loadConfig({ controlToken: shortest }, {}).controlToken, shortest, `${file}: ${token}`)
    }
  }
})

t.test('images, actions and labels have the package version', async t => {
  for (const { file } of MANIFESTS) {
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
})

t.test('if the mock is reachable from outside its pod, its token comes from a secret', async t => {
  const [deployment] = documents(read('examples/kubernetes/shared.yaml'))
  t.match(deployment, {
    spec: {
      template: {
        spec: {
          containers: [
            {
              env: [
                {
                  name: 'ATLAS_MOCK_CONTROL_TOKEN',
                  valueFrom: { secretKeyRef: { name: 'atlas-integrations-mock', key: 'control-token' } }
                }
              ]
            }
          ]
        }
      }
    }
  })
})
