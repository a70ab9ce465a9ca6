import t from 'tap'
import { clientEnvironment } from '../../src/client/environment.ts'

const ALWAYS = {
  ATLAS_MOCK_URL: 'http://127.0.0.1:41234',
  MONGODB_ATLAS_BASE_URL: 'http://127.0.0.1:41234/',
  MONGODB_ATLAS_OPS_MANAGER_URL: 'http://127.0.0.1:41234/',
  MDB_MCP_API_BASE_URL: 'http://127.0.0.1:41234',
  MONGODB_ATLAS_SKIP_UPDATE_CHECK: 'yes',
  MONGODB_ATLAS_TELEMETRY_ENABLED: 'false',
  DO_NOT_TRACK: '1'
}
const url = ALWAYS.ATLAS_MOCK_URL

t.test('the variables contain the address and at most one credential', async t => {
  t.strictSame(clientEnvironment({ url, credential: undefined }), ALWAYS)
  const [orgId, secret] = ['an-organization', 'its-secret']
  const ofKey = clientEnvironment({
    url,
    orgId,
    projectId: 'a-project',
    credential: { kind: 'apiKey', id: 'a-key', secret },
    controlToken: 'a-token'
  })
  t.strictSame(ofKey, {
    ...ALWAYS,
    ATLAS_MOCK_CONTROL_TOKEN: 'a-token',
    MONGODB_ATLAS_ORG_ID: orgId,
    MONGODB_ATLAS_PROJECT_ID: 'a-project',
    MONGODB_ATLAS_PUBLIC_KEY: 'a-key',
    MONGODB_ATLAS_PRIVATE_KEY: secret,
    MONGODB_ATLAS_PUBLIC_API_KEY: 'a-key',
    MONGODB_ATLAS_PRIVATE_API_KEY: secret
  })
  const credential = { kind: 'serviceAccount', id: 'an-account', secret } as const
  t.strictSame(clientEnvironment({ url, orgId, credential, caFile: 'ca.pem' }), {
    ...ALWAYS,
    MONGODB_ATLAS_ORG_ID: orgId,
    MONGODB_ATLAS_CLIENT_ID: 'an-account',
    MONGODB_ATLAS_CLIENT_SECRET: secret,
    MDB_MCP_API_CLIENT_ID: 'an-account',
    MDB_MCP_API_CLIENT_SECRET: secret,
    NODE_EXTRA_CA_CERTS: 'ca.pem',
    SSL_CERT_FILE: 'ca.pem'
  })
})
