import { type AtlasCall, bodyText, hasBody, METHODS, resourceFacts, SECRET_VARIABLES, urlOf } from './call.ts'
import { expand, quoteShell } from './shell.ts'

/** Returns the call as curl commands for bash: one with Digest, or a token request and one with Bearer. */
export function curlSnippet(call: AtlasCall): string {
  const isKey = call.identity.kind === 'apiKey'
  const authorization = isKey
    ? `--digest --user ${credentials(call, call.identity.id)}`
    : '--header "Authorization: Bearer $TOKEN"'
  return (isKey ? '' : `${tokenRequest(call)}\n`) + request(call, authorization)
}

/** Returns the flag that skips the certificate check: the page does not know the path of the certificate. */
function trust({ origin }: AtlasCall): string {
  return origin.startsWith('https:') ? '--insecure ' : ''
}

function credentials({ identity: { kind, secret } }: AtlasCall, id: string): string {
  if (secret === undefined) return quoteShell(`${id}:`) + expand(SECRET_VARIABLES[kind])
  return quoteShell(`${id}:${kind === 'serviceAccount' ? formEncode(secret) : secret}`)
}

/** Encodes an ID or secret for the token endpoint (RFC 6749 §2.3.1). */
function formEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function tokenRequest(call: AtlasCall): string {
  const lines = [
    `curl --silent ${trust(call)}--user ${credentials(call, formEncode(call.identity.id))}`,
    `--data grant_type=client_credentials ${quoteShell(`${call.origin}/api/oauth/token`)} |`
  ]
  const pick = `sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p'`
  return `TOKEN=$(${lines.join(' \\\n  ')}\n  ${pick})`
}

function request(call: AtlasCall, authorization: string): string {
  const { operation } = call
  const method = operation === 'replace' || operation === 'delete' ? [`--request ${METHODS[operation]}`] : []
  // A 204 has no body.
  const status = operation === 'delete' ? ["--write-out '%{http_code}\\n'"] : []
  const data = hasBody(call)
    ? ["--header 'Content-Type: application/json'", `--data ${quoteShell(bodyText(call))}`]
    : []
  const parts = [
    `curl ${trust(call)}${authorization}`,
    `--header 'Accept: application/vnd.atlas.${resourceFacts(call).version}+json'`,
    ...method,
    ...status,
    ...data,
    quoteShell(urlOf(call))
  ]
  return `${parts.join(' \\\n  ')}\n`
}
