/** An API key or a service account, with its secret. */
export interface ClientCredential {
  kind: 'apiKey' | 'serviceAccount'
  /** Public key or client id. */
  id: string
  /** Private key or client secret. */
  secret: string
}

export interface ClientTarget {
  /** Base URL of the mock without a trailing slash. */
  url: string
  orgId?: string | undefined
  projectId?: string | undefined
  credential: ClientCredential | undefined
  /** The control plane's Bearer token. */
  controlToken?: string | undefined
  /** Path of a PEM certificate that the client must trust. */
  caFile?: string | undefined
}

/** The variables of an id and its secret, by precedence. */
const PAIRS = [
  ['serviceAccount', 'MONGODB_ATLAS_CLIENT_ID', 'MONGODB_ATLAS_CLIENT_SECRET'],
  ['serviceAccount', 'MDB_MCP_API_CLIENT_ID', 'MDB_MCP_API_CLIENT_SECRET'],
  ['apiKey', 'MONGODB_ATLAS_PUBLIC_KEY', 'MONGODB_ATLAS_PRIVATE_KEY'],
  ['apiKey', 'MONGODB_ATLAS_PUBLIC_API_KEY', 'MONGODB_ATLAS_PRIVATE_API_KEY'],
  ['apiKey', 'MCLI_PUBLIC_API_KEY', 'MCLI_PRIVATE_API_KEY']
] as const

/** All variables that the official clients read credentials from. */
export const CREDENTIAL_VARIABLES: readonly string[] = [
  ...PAIRS.flatMap(([, idVariable, secretVariable]) => [idVariable, secretVariable]),
  'MONGODB_ATLAS_ACCESS_TOKEN',
  'MONGODB_ATLAS_REFRESH_TOKEN',
  'MONGODB_ATLAS_AUTH_TYPE'
]

/** A credential, and the variables of its id and secret. */
export interface FoundCredential extends ClientCredential {
  variables: readonly [id: string, secret: string]
}

/** Returns the credential that the official clients would use, a service account before an API key. */
export function credentialFrom(
  env: Readonly<Record<string, string | undefined>>
): FoundCredential | undefined {
  for (const [kind, idVariable, secretVariable] of PAIRS) {
    const [id, secret] = [env[idVariable], env[secretVariable]]
    if (id && secret) return { kind, id, secret, variables: [idVariable, secretVariable] }
  }
  return undefined
}

/**
 * Returns the variables that configure the Terraform provider, Atlas CLI and mongodb-mcp-server for the mock,
 * with one credential only: clients must not have to choose.
 */
export function clientEnvironment(target: ClientTarget): Record<string, string> {
  const { url, orgId, projectId, credential, controlToken, caFile } = target
  // The Atlas CLI and the Terraform provider append paths without a slash; the Go SDK removes the slash.
  const base = `${url}/`
  const variables = {
    ATLAS_MOCK_URL: url,
    ATLAS_MOCK_CONTROL_TOKEN: controlToken,
    MONGODB_ATLAS_BASE_URL: base,
    MONGODB_ATLAS_OPS_MANAGER_URL: base,
    MDB_MCP_API_BASE_URL: url,
    MONGODB_ATLAS_ORG_ID: orgId,
    MONGODB_ATLAS_PROJECT_ID: projectId,
    ...(credential && credentialVariables(credential)),
    MONGODB_ATLAS_SKIP_UPDATE_CHECK: 'yes',
    MONGODB_ATLAS_TELEMETRY_ENABLED: 'false',
    DO_NOT_TRACK: '1',
    NODE_EXTRA_CA_CERTS: caFile,
    SSL_CERT_FILE: caFile
  }
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined)
  )
}

function credentialVariables({ kind, id, secret }: ClientCredential): Record<string, string> {
  return kind === 'apiKey'
    ? {
        MONGODB_ATLAS_PUBLIC_KEY: id,
        MONGODB_ATLAS_PRIVATE_KEY: secret,
        MONGODB_ATLAS_PUBLIC_API_KEY: id,
        MONGODB_ATLAS_PRIVATE_API_KEY: secret
      }
    : {
        MONGODB_ATLAS_CLIENT_ID: id,
        MONGODB_ATLAS_CLIENT_SECRET: secret,
        MDB_MCP_API_CLIENT_ID: id,
        MDB_MCP_API_CLIENT_SECRET: secret
      }
}
