import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { pack } from '../package/consumer.ts'
import { replaceOnce } from './examples.ts'
import { checkCalls } from './recorded.ts'
import { installFromNpm, run, temporaryFolder } from './run.ts'

/** The body of a test with `mock` and `sandbox`. */
const DENIED = `async ({ mock, sandbox }) => {
  const url = '/api/atlas/v2/groups/' + sandbox.projects[0].id + '/integrations/WEBHOOK'
  expect((await mock.inject({ method: 'DELETE', url, as: sandbox.reader })).status).toBe(403)
}`

const RUNNERS = [
  {
    name: 'vitest@5.1.1',
    file: 'vitest.test.mjs',
    command: ['node_modules/vitest/vitest.mjs', 'run'],
    tests: [
      'vitest.test.mjs > lists an integration',
      'vitest.test.mjs > rejects a second integration of the same type',
      'vitest.test.mjs > rejects a write by a reader',
      'vitest.test.mjs > returns a rate limit error once'
    ],
    notCompared: ['credentials × 1', 'fault × 1'],
    asserted: 'totalCount: 1',
    withSettings: `import { test } from 'atlas-integrations-mock/vitest'
import { expect } from 'vitest'
test.override({ mockOptions: { roleDeniedStatus: 403 } })
test('other settings', ${DENIED})
test('a reset', ({ mock, sandbox }) => mock.reset())
test('a closed mock', ({ mock, sandbox }) => mock.close())`
  },
  {
    name: 'jest@30.5.2',
    file: 'jest.test.cjs',
    command: ['node_modules/jest/bin/jest.js'],
    tests: [
      'jest.test.cjs > rejects a second integration of the same type',
      'jest.test.cjs > rejects the key ""',
      'jest.test.cjs > rejects the key "abc"',
      'jest.test.cjs > sends the configured key once'
    ],
    notCompared: [],
    asserted: 'exactly: 1',
    withSettings: `const inSandbox = require('atlas-integrations-mock/jest').createInSandbox({ roleDeniedStatus: 403 })
test('other settings', inSandbox(${DENIED}))
test('a reset, with fake timers', inSandbox(({ mock }) => {
  jest.useFakeTimers()
  mock.reset()
}))
test('a closed mock', inSandbox(({ mock }) => {
  jest.useRealTimers()
  return mock.close()
}))

const http = require('node:http')
const https = require('node:https')
const { once } = require('node:events')
const tls = require('./tls.json')
const withTls = require('atlas-integrations-mock/jest').createInSandbox({ tls, deliverTo: '127.0.0.1' })
test('a webhook, and the console over TLS', withTls(async ({ mock, sandbox }) => {
  const receiver = http.createServer((request, response) => response.writeHead(204).end()).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const [{ id: project }] = sandbox.projects
  const url = '/api/atlas/v2/groups/' + project + '/integrations/WEBHOOK'
  const body = { url: 'http://127.0.0.1:' + receiver.address().port }
  await mock.inject({ method: 'POST', url, body, as: sandbox.owner })
  expect((await sandbox.alerts.send({ project })).network).toMatchObject({ status: 204 })
  receiver.close()
  const [response] = await once(https.get(mock.url, { ca: tls.cert }), 'response')
  response.resume()
  expect(response.statusCode).toBe(200)
}))`
  }
] as const

/** Returns a certificate for 127.0.0.1 and its key. */
async function createCertificate(): Promise<{ cert: string; key: string }> {
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] }]
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions
  })
  return { cert, key }
}

for (const { name, file, command, tests, notCompared, asserted, withSettings } of RUNNERS) {
  t.test(
    `${name}: the package, installed with an empty cache, and the example of docs/TESTS-NODE.md`,
    async t => {
      const { file: tarball } = await pack()
      const folder = await installFromNpm(t, name, tarball, `--cache=${await temporaryFolder(t)}`)
      if (folder === undefined) return
      await copyFile(join(ROOT, 'examples/node', file), join(folder, file))
      const calls = await temporaryFolder(t)
      const runTests = (env: Record<string, string> = {}) =>
        run(process.execPath, [...command], { cwd: folder, env: { NO_COLOR: '1', ...env } })

      const passing = await runTests({ ATLAS_MOCK_CALLS: calls })
      if (!t.equal(passing.code, 0, 'the tests pass', passing)) return
      t.match(passing.stdout + passing.stderr, /^ *Tests:? +4 passed/m)
      await checkCalls(t, calls, { tests: [...tests], notCompared: [...notCompared] })

      await replaceOnce(join(folder, file), asserted, asserted.replace('1', '2'))
      const failing = await runTests()
      t.equal(failing.code, 1, 'a wrong expectation fails', failing)
      const tables = failing.stdout + failing.stderr
      t.match(tables, /^ *\S+Z +POST +\S+\/integrations\/\w+ +200/m, 'prints the requests')
      t.equal(tables.match(/^ *time +method +path/gm)?.length, 1, 'only of the failed test')

      await writeFile(join(folder, file), withSettings)
      await writeFile(join(folder, 'tls.json'), JSON.stringify(await createCertificate()))
      t.match(await runTests(), { code: 0 }, 'a mock with other settings, and a removed sandbox')
    }
  )
}
