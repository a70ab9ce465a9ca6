import { cpSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ROOT } from '../cli/process.ts'
import { temporaryFolder } from '../clients/run.ts'
import { documents, kubernetes } from './kinds.ts'
import { read } from './page.ts'
import { fetchHelm, type Tool } from './tools.ts'

/** Renders the Helm chart with Helm, and validates the manifests with the schemas of Kubernetes. */

const CHART = join(ROOT, 'charts/atlas-integrations-mock')
const VERSION: string = JSON.parse(read('package.json')).version
const check = kubernetes()

interface Manifest extends Record<string, unknown> {
  kind: string
}

async function render(t: Test, helm: Tool, flags: readonly string[] = []): Promise<Record<string, Manifest>> {
  const { code, stdout, stderr } = await helm('template', 'demo', CHART, ...flags)
  t.equal(code, 0, `renders ${flags.join(' ')}`, { stderr })
  t.strictSame(await check(stdout), [], 'the manifests match their schemas')
  return Object.fromEntries(documents(stdout).map(document => [document['kind'], document as Manifest]))
}

function tokenOf({ Secret }: Record<string, Manifest>): string {
  const { data } = Secret as unknown as { data: Record<string, string> }
  return Buffer.from(data['control-token'] ?? '', 'base64').toString()
}

const helm = await fetchHelm(t)

if (helm) {
  t.test('Helm finds no errors', async t => {
    t.match(await helm('lint', '--strict', CHART), { code: 0, stdout: '0 chart(s) failed' })
  })

  t.test('renders one unprivileged replica by default', async t => {
    const manifests = await render(t, helm)
    t.strictSame(Object.keys(manifests).toSorted(), ['Deployment', 'Secret', 'Service'])
    t.match(tokenOf(manifests), /^\w{32}$/, 'a generated token')
    const labels = {
      'app.kubernetes.io/name': 'atlas-integrations-mock',
      'app.kubernetes.io/instance': 'demo'
    }
    const secretKeyRef = { name: 'demo', key: 'control-token' }
    const probe = { httpGet: { path: '/_mock/v1/health', port: 'http' } }
    t.match(manifests['Service'], { spec: { type: 'ClusterIP', selector: labels, ports: [{ port: 8080 }] } })
    t.strictSame((manifests['Deployment'] as { spec?: unknown }).spec, {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: {
            'helm.sh/chart': `atlas-integrations-mock-${VERSION}`,
            'app.kubernetes.io/version': VERSION,
            'app.kubernetes.io/managed-by': 'Helm',
            ...labels
          }
        },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 5,
          securityContext: { runAsNonRoot: true, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'mock',
              image: `atlas-integrations-mock:${VERSION}`,
              imagePullPolicy: 'IfNotPresent',
              ports: [{ name: 'http', containerPort: 8080 }],
              env: [{ name: 'ATLAS_MOCK_CONTROL_TOKEN', valueFrom: { secretKeyRef } }],
              startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 30 },
              readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
              livenessProbe: { ...probe, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
              resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] }
              }
            }
          ]
        }
      }
    })
  })

  t.test('with a volume, an Ingress, settings and a pull secret', async t => {
    const manifests = await render(t, helm, [
      '--set=persistence.enabled=true,persistence.storageClass=fast',
      '--set=ingress.enabled=true,ingress.className=nginx,ingress.host=mock.example.com,ingress.tlsSecret=tls',
      '--set-string=ingress.annotations.example\\.com/timeout=60',
      '--set=settings.ATLAS_MOCK_RATE_LIMITS=on,imagePullSecrets[0].name=registry',
      '--set=image.repository=registry.example/mock,image.tag=1.2.3'
    ])
    const container = {
      image: 'registry.example/mock:1.2.3',
      env: [
        { name: 'ATLAS_MOCK_CONTROL_TOKEN' },
        { name: 'ATLAS_MOCK_DB', value: '/data/atlas.db' },
        { name: 'ATLAS_MOCK_RATE_LIMITS', value: 'on' }
      ],
      volumeMounts: [{ name: 'data', mountPath: '/data' }]
    }
    const spec = {
      imagePullSecrets: [{ name: 'registry' }],
      containers: [container],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'demo' } }]
    }
    t.match(manifests['Deployment'], { spec: { template: { spec } } })
    t.match(manifests['PersistentVolumeClaim'], {
      metadata: { name: 'demo' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        resources: { requests: { storage: '1Gi' } }
      }
    })
    const backend = { service: { name: 'demo', port: { name: 'http' } } }
    t.match(manifests['Ingress'], {
      metadata: { annotations: { 'example.com/timeout': '60' } },
      spec: {
        ingressClassName: 'nginx',
        rules: [{ host: 'mock.example.com', http: { paths: [{ path: '/', backend }] } }],
        tls: [{ hosts: ['mock.example.com'], secretName: 'tls' }]
      }
    })
  })

  t.test('without resources, and with rules for the node', async t => {
    const tolerations = [{ key: 'tests', operator: 'Exists', effect: 'NoSchedule' }]
    const nodeSelectorTerms = [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }]
    const affinity = {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } }
    }
    const { Deployment } = await render(t, helm, [
      '--set=resources=null,nodeSelector.disk=ssd',
      `--set-json=tolerations=${JSON.stringify(tolerations)}`,
      `--set-json=affinity=${JSON.stringify(affinity)}`
    ])
    const containers = [{ name: 'mock', resources: undefined }]
    const spec = { nodeSelector: { disk: 'ssd' }, tolerations, affinity, containers }
    t.match(Deployment, { spec: { template: { spec } } })
  })

  t.test('rejects release names that cannot name a Service', async t => {
    for (const name of ['9mock', 'my.mock']) {
      const { code, stdout, stderr } = await helm('template', name, CHART)
      t.strictSame({ code, stdout }, { code: 1, stdout: '' })
      t.match(stderr, `release name "${name}" cannot name a Service: it must begin with a letter`)
    }
  })

  t.test('an installation prints the addresses', async t => {
    // `helm template` omits NOTES.txt, and `helm install --dry-run` needs a cluster.
    const copy = await temporaryFolder(t)
    cpSync(CHART, copy, { recursive: true })
    const text = read('charts/atlas-integrations-mock/templates/NOTES.txt').replace(/^/gm, '  ')
    writeFileSync(join(copy, 'templates/notes.yaml'), `text: |\n${text}`)
    const notes = async (...values: string[]) => {
      const flags = ['--namespace=tests', '--show-only=templates/notes.yaml', ...values]
      const { code, stdout, stderr } = await helm('template', 'demo', copy, ...flags)
      t.equal(code, 0, values.join(), { stderr })
      const [document] = documents(stdout)
      return String(document?.['text'])
        .split('\n')
        .filter(line => line.includes('://'))
    }
    const inside = 'The mock listens on http://demo.tests.svc:8080.'
    const ingress = '--set=ingress.enabled=true,ingress.host=mock.example.com'
    const outside = (url: string) => `Outside the cluster, its address is ${url}.`
    t.strictSame(await notes(), [inside])
    t.strictSame(await notes(ingress), [inside, outside('http://mock.example.com')])
    t.strictSame(await notes(ingress, '--set=ingress.tlsSecret=tls'), [
      inside,
      outside('https://mock.example.com')
    ])
  })

  t.test('restarts the mock when controlToken.value changes', async t => {
    const rendered = async (value: string) => await render(t, helm, [`--set=controlToken.value=${value}`])
    const [first, second] = [await rendered('first-token'), await rendered('second-token')]
    t.strictSame([tokenOf(first), tokenOf(second)], ['first-token', 'second-token'])
    t.notSame(first['Deployment'], second['Deployment'])
  })

  t.test('reads the token from an existing Secret', async t => {
    const manifests = await render(t, helm, ['--set=controlToken.existingSecret=mine'])
    t.strictSame(Object.keys(manifests).toSorted(), ['Deployment', 'Service'])
    const valueFrom = { secretKeyRef: { name: 'mine', key: 'control-token' } }
    const containers = [{ env: [{ name: 'ATLAS_MOCK_CONTROL_TOKEN', valueFrom }] }]
    t.match(manifests['Deployment'], { spec: { template: { spec: { containers } } } })
  })

  t.test('an upgrade keeps the generated token', async t => {
    const paths = new Set<string>()
    const cluster = createServer(({ url = '' }, response) => {
      const [path = ''] = url.split('?')
      paths.add(path)
      const known = CLUSTER[path]
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify(known ?? { kind: 'Status', apiVersion: 'v1', reason: 'NotFound', code: 404 })
      )
    }).listen(0, '127.0.0.1')
    t.teardown(() => cluster.close())
    await new Promise(resolve => cluster.once('listening', resolve))
    const { port } = cluster.address() as AddressInfo
    const server = ['--dry-run=server', `--kube-apiserver=http://127.0.0.1:${port}`, '--namespace=tests']
    const manifests = await render(t, helm, [...server, '--disable-openapi-validation'])
    t.equal(tokenOf(manifests), 'generated-before')
    t.strictSame(
      [...paths].filter(path => path.includes('/namespaces/')),
      [
        '/api/v1/namespaces/tests/secrets/demo',
        '/api/v1/namespaces/tests/services/demo',
        '/apis/apps/v1/namespaces/tests/deployments/demo'
      ]
    )
  })

  t.test('rejects invalid values', async t => {
    const invalid: [string, RegExp][] = [
      ['replicas=2', /additional properties 'replicas' not allowed/],
      ['controlToken.value=short', /does not match pattern/],
      ['controlToken.value=long-enough,controlToken.existingSecret=mine', /existingSecret/],
      ['settings.ATLAS_MOCK_PORT=9090', /invalid propertyName 'ATLAS_MOCK_PORT'/],
      ['settings.ATLAS_MOCK_TLS=on', /invalid propertyName 'ATLAS_MOCK_TLS'/],
      ['settings.RATE_LIMITS=on', /invalid propertyName 'RATE_LIMITS'/],
      ['persistence.enabled=yes', /got string, want boolean/],
      ['service.type=ExternalName', /service\/type/],
      ['tolerations.key=tests', /got object, want array/]
    ]
    for (const [values, message] of invalid) {
      const { code, stdout, stderr } = await helm('template', 'demo', CHART, `--set=${values}`)
      t.match({ code, stdout, stderr }, { code: 1, stdout: '', stderr: message }, values)
    }
  })
}

const list = (groupVersion: string, resources: Record<string, string>) => ({
  kind: 'APIResourceList',
  groupVersion,
  resources: Object.entries(resources).map(([kind, name]) => ({
    kind,
    name,
    namespaced: true,
    verbs: ['get']
  }))
})

/** What Helm requests of a cluster in which the release is installed. */
const CLUSTER: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '36', gitVersion: 'v1.36.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': list('v1', { Secret: 'secrets', Service: 'services' }),
  '/apis': {
    kind: 'APIGroupList',
    groups: [{ name: 'apps', versions: [{ groupVersion: 'apps/v1', version: 'v1' }] }]
  },
  '/apis/apps/v1': list('apps/v1', { Deployment: 'deployments' }),
  '/api/v1/namespaces/tests/secrets/demo': {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'demo',
      namespace: 'tests',
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'demo', 'meta.helm.sh/release-namespace': 'tests' }
    },
    data: { 'control-token': Buffer.from('generated-before').toString('base64') }
  }
}
