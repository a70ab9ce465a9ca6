import t from 'tap'
import { clientEnvironment } from '../src/client-environment.ts'

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
  t.strictSame(
    clientEnvironment({
      url,
      orgId: 'an-organization',
      projectId: 'a-project',
      credential: { kind: 'apiKey', id: 'a-key', secret: 'its-secret' },
      controlToken: 'a-token'
    }),
    {
      ...ALWAYS,
      ATLAS_MOCK_CONTROL_TOKEN: 'a-token',
      MONGODB_ATLAS_ORG_ID: 'an-organization',
      MONGODB_ATLAS_PROJECT_ID: 'a-project',
      MONGODB_ATLAS_PUBLIC_KEY: 'a-key',
      MONGODB_ATLAS_PRIVATE_KEY: 'its-secret',
      MONGODB_ATLAS_PUBLIC_API_KEY: 'a-key',
      MONGODB_ATLAS_PRIVATE_API_KEY: 'its-secret'
    }
  )
  t.strictSame(
    clientEnvironment({
      url,
      orgId: 'an-organization',
      credential: { kind: 'serviceAccount', id: 'an-account', secret: 'its-secret' },
      caFile: 'ca.pem'
    }),
    {
      ...ALWAYS,
      MONGODB_ATLAS_ORG_ID: 'an-organization',
      MONGODB_ATLAS_CLIENT_ID: 'an-account',
      MONGODB_ATLAS_CLIENT_SECRET: 'its-secret',
      MDB_MCP_API_CLIENT_ID: 'an-account',
      MDB_MCP_API_CLIENT_SECRET: 'its-secret',
      NODE_EXTRA_CA_CERTS: 'ca.pem',
      SSL_CERT_FILE: 'ca.pem'
    }
  )
})
