import { Verifier } from '@pact-foundation/pact'
import { startMock } from 'atlas-integrations-mock'

const mock = await startMock()
let sandbox, token

/** Creates the sandbox of an interaction. @returns the values for its request */
async function createSandbox(name, { caller = 'owner', integrations = [] } = {}) {
  sandbox = mock.sandbox({ name, projects: [{ name: 'orders', integrations }] })
  const { clientId, clientSecret } = sandbox[caller].serviceAccount
  const response = await fetch(`${mock.url}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' })
  })
  token = (await response.json()).access_token
  return { projectId: sandbox.projects[0].id, token }
}

const stateHandlers = {
  'an empty project': () => createSandbox('an empty project'),
  'an existing integration': () =>
    createSandbox('an existing integration', {
      integrations: [{ type: 'DATADOG', apiKey: '0123456789abcdef0123456789abcdef' }]
    }),
  'a reader': () => createSandbox('a reader', { caller: 'reader' }),
  'an expired token': async () => {
    const values = await createSandbox('an expired token')
    sandbox.clock.advance({ seconds: 3600 })
    return values
  },
  'a rate limit': async () => {
    const values = await createSandbox('a rate limit')
    sandbox.faults.add({ effect: { type: 'rateLimit', retryAfter: 3 } })
    return values
  }
}

try {
  await new Verifier({
    providerBaseUrl: mock.url,
    pactUrls: ['pacts/portal-atlas.json'],
    stateHandlers,
    async afterEach() {
      // The token request and the interaction: after an error in a handler, Pact would send its example values.
      sandbox.requests.assert({ match: {}, count: { exactly: 2 } })
      sandbox.remove()
    },
    logLevel: 'warn'
  }).verifyProvider()
} finally {
  await mock.close()
}
