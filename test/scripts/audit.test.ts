import t from 'tap'
import { bundledAdvisories } from '../../scripts/audit.ts'

const advisory = (name: string) => ({
  title: `A fault of ${name}`,
  url: `https://example.com/${name}`,
  severity: 'high'
})

/** As `npm audit --json` of npm 11 returns it. */
const AUDIT = {
  auditReportVersion: 2,
  vulnerabilities: {
    fastify: {
      name: 'fastify',
      severity: 'high',
      via: [advisory('fastify'), 'ajv'],
      nodes: ['node_modules/fastify']
    },
    tap: { name: 'tap', severity: 'low', via: [advisory('tap')], nodes: ['node_modules/tap'] },
    diff: {
      name: 'diff',
      severity: 'high',
      via: [advisory('diff')],
      nodes: ['node_modules/diff', 'node_modules/tap/node_modules/diff']
    },
    '@scope/name': {
      name: '@scope/name',
      severity: 'high',
      via: ['fastify'],
      nodes: ['node_modules/@scope/name']
    }
  }
}
const LOCK = {
  packages: {
    'node_modules/fastify': { version: '5.0.0' },
    'node_modules/tap': { version: '21.0.0' },
    'node_modules/diff': { version: '9.0.0' },
    'node_modules/tap/node_modules/diff': { version: '8.0.0' },
    'node_modules/@scope/name': { version: '1.0.0' }
  }
}
const component = (name: string, version: string) => ({ name, version })

t.test('an audit reports only advisories on bundled versions', async t => {
  const components = [
    component('fastify', '5.0.0'),
    component('diff', '8.0.0'),
    component('@scope/name', '1.0.0')
  ]
  t.strictSame(bundledAdvisories(AUDIT, LOCK, { components }), [
    'fastify@5.0.0: high: A fault of fastify https://example.com/fastify',
    'diff@8.0.0: high: A fault of diff https://example.com/diff'
  ])
  t.strictSame(bundledAdvisories(AUDIT, LOCK, { components: [component('tap', '20.0.0')] }), [])
  t.throws(() => bundledAdvisories({ message: 'offline' }, LOCK, { components }), {
    message: 'npm audit failed: offline'
  })
})
