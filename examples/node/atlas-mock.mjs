// Connects tests to a running mock, with its control-plane token if it requires one.
import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'

const { ATLAS_MOCK_URL: url, ATLAS_MOCK_CONTROL_TOKEN: token } = process.env

async function call(method, address, body) {
  const { request } = address.startsWith('https:') ? https : http
  // Sends the token to the mock only. fetch would follow redirects; the default agent may use a proxy.
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  const response = await new Promise((resolve, reject) => {
    const sent = request(address, { method, headers, agent: false }, resolve).on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
  const { statusCode: status } = response
  const reply = await text(response)
  if (status >= 300) throw new Error(`${method} ${address}: ${status} ${reply}`)
  return reply && JSON.parse(reply)
}

/**
 * Creates a sandbox with one project and removes it after the test.
 *
 * @param t the test context of node:test
 */
export async function createSandbox(t) {
  if (!url) {
    throw new Error(
      'ATLAS_MOCK_URL is not set: run `npm start` in a checkout of the mock, then set ATLAS_MOCK_URL=http://127.0.0.1:8080'
    )
  }
  const { href: sandboxes } = new URL('/_mock/v1/sandboxes', url)
  const sandbox = await call('POST', sandboxes, { name: t.fullName })
  const control = `${sandboxes}/${sandbox.id}`
  t.after(() => call('DELETE', control))
  return {
    ...sandbox,
    /** Adds a fault for the requests of the sandbox. `fault` is the body of POST /faults. */
    async addFault(fault) {
      await call('POST', `${control}/faults`, fault)
    },
    /** Throws unless the expected requests were sent. `expected` is the body of POST /requests/verify. */
    async verify(expected) {
      const { pass, message } = await call('POST', `${control}/requests/verify`, expected)
      if (!pass) throw new Error(message)
    }
  }
}
