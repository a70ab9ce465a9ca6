import { spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { EVENTS, fieldsOf } from '../../src/console/page/alerts/alert-body.ts'
import { nodeCheck, opensslCheck, SECRET } from '../../src/console/page/alerts/check.ts'
import type { Delivery } from '../../types/wire.d.ts'
import { build, DEMO, STAGING } from '../app.ts'
import { control, faultsOf } from '../control/control.ts'

/** Characters with a special meaning in shells, strings and templates. */
const SPECIAL = `it's "quoted" \`$(id)\` \${HOME} %s %% \\n é 汉 🦊 \u2028`

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** Returns a signed delivery and the secret of its webhook. */
async function signedAlert(t: Test) {
  const app = await build(t)
  const alert = { humanReadable: SPECIAL }
  const { json } = await control(app, 'POST', '/alerts', { project: STAGING, alert })
  const { request, signature } = json as Delivery
  return {
    signed: { body: request.body, signature: signature.header ?? '' },
    secret: 'staging-webhook-secret'
  }
}

function run(command: string, args: string[], script: string, secret: string): string {
  return spawnSync(command, args, { input: script.replace(SECRET, secret), encoding: 'utf8' }).stdout
}

t.test('parses alert fields', async t => {
  t.strictSame(fieldsOf(' '), {})
  t.strictSame(fieldsOf('{"clusterName":"Cluster1"}'), { clusterName: 'Cluster1' })
  for (const text of ['text', '[]', 'null', '1', '"text"']) t.equal(fieldsOf(text), undefined, text)
})

t.test('offers events that the control plane accepts', async t => {
  for (const event of EVENTS) t.equal(faultsOf('AlertBody', { project: DEMO, event }), '')
})

t.test('the Node.js program verifies a signature', async t => {
  const { signed, secret } = await signedAlert(t)
  const node = (script: string, key = secret) =>
    run(process.execPath, ['--input-type=module', '-'], script, key)
  t.equal(node(nodeCheck(signed)), 'valid\n')
  t.equal(node(nodeCheck(signed), 'another'), 'invalid\n')
  t.equal(node(nodeCheck({ ...signed, signature: '' })), 'invalid\n')
})

t.test('the shell commands verify a signature', { skip: !hasOpenssl && 'needs openssl' }, async t => {
  const { signed, secret } = await signedAlert(t)
  t.equal(run('sh', [], opensslCheck(signed), secret), 'valid\n')
  t.equal(run('sh', [], opensslCheck(signed), 'another'), 'invalid\n')
})
