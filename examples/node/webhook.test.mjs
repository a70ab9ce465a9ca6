import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createInSandbox } from 'atlas-integrations-mock/node-test'

const SECRET = 'a-secret-for-tests'
const inSandbox = createInSandbox({ deliverTo: '127.0.0.1' })

/** The application under test: it accepts alerts with a valid signature. */
const application = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  const expected = createHmac('sha1', SECRET).update(body).digest()
  const signature = Buffer.from(String(request.headers['x-mms-signature']), 'base64')
  const isValid = signature.length === expected.length && timingSafeEqual(signature, expected)
  response.writeHead(isValid ? 204 : 403).end()
})

test(
  'the application accepts an alert',
  inSandbox(async ({ mock, sandbox }, t) => {
    application.listen(0, '127.0.0.1')
    t.after(() => application.close())
    await once(application, 'listening')
    const [{ id: project }] = sandbox.projects
    await mock.inject({
      method: 'POST',
      url: `/api/atlas/v2/groups/${project}/integrations/WEBHOOK`,
      body: { url: `http://127.0.0.1:${application.address().port}/hook`, secret: SECRET },
      as: sandbox.owner
    })
    const { network } = await sandbox.alerts.send({ project })
    assert.equal(network.status, 204)
  })
)
