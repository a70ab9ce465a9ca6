import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { expand, quoteShell } from '../snippets/shell.ts'
import { chosenHeaders, isMasked, resentBody } from './resend.ts'

/**
 * Returns a recorded request as a curl command for bash. Credentials are variables: the journal does not store them.
 *
 * @param maskedNote comment for a request with masked secrets
 */
export function curlOf(recorded: RecordedRequest, origin: string, maskedNote: string): string {
  const { request } = recorded
  const { method, url } = request
  const body = resentBody(request)
  const parts = [
    `curl${origin.startsWith('https:') ? ' --insecure' : ''}`,
    ...credentialsOf(recorded),
    ...(method === 'GET' ? [] : [method === 'HEAD' ? '--head' : `--request ${quoteShell(method)}`]),
    // curl removes a header without a value, unless a semicolon follows its name.
    ...chosenHeaders(request).map(
      ([name, value]) => `--header ${quoteShell(value === '' ? `${name};` : `${name}: ${value}`)}`
    ),
    ...(body ? [`--data-raw ${quoteShell(body)}`] : []),
    quoteShell(origin + url)
  ]
  return `${isMasked(request) ? `# ${maskedNote}\n` : ''}${parts.join(' \\\n  ')}\n`
}

function credentialsOf({ authentication: { scheme }, principal }: RecordedRequest): readonly string[] {
  const user = (variable: string, secret: string) =>
    `${principal ? quoteShell(`${principal.id}:`) : `${expand(variable)}:`}${expand(secret)}`
  switch (scheme) {
    case 'digest':
      return [`--digest --user ${user('MONGODB_ATLAS_PUBLIC_KEY', 'MONGODB_ATLAS_PRIVATE_KEY')}`]
    case 'basic':
      return [`--user ${user('MONGODB_ATLAS_CLIENT_ID', 'MONGODB_ATLAS_CLIENT_SECRET')}`]
    case 'bearer':
      return [`--header "Authorization: Bearer "${expand('MONGODB_ATLAS_ACCESS_TOKEN')}`]
    default:
      return []
  }
}
