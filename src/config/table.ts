import { isIPv6 } from 'node:net'
import { choice, file, onOff, parsePath, type SettingDefinition, setting } from './definition.ts'
import { parseDestinations } from './destinations.ts'
import { LOG_LEVELS, type Settings } from './settings.ts'

/** The home of every setting; flags, variables, help, completion and the README's table follow from it. */
export const SETTINGS: readonly SettingDefinition[] = [
  setting('port', {
    argument: '<number>',
    description: 'port to listen on; 0 takes a free one',
    fallback: 8080,
    expected: 'a number from 0 to 65535',
    parse: text => (/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined)
  }),
  setting('host', {
    argument: '<address>',
    description: 'address to listen on',
    fallback: '127.0.0.1',
    expected: 'an IP address or a host name',
    parse: text => (/^[0-9A-Za-z.:_-]+$/.test(text) ? text : undefined)
  }),
  setting('db', {
    argument: '<file>',
    description: 'database file; :memory: keeps nothing',
    fallback: ':memory:',
    expected: ':memory: or the path of a file',
    parse: text => parsePath(text.trim())
  }),
  setting('seed', {
    argument: '<file|json>',
    description: 'what an empty database is filled with: a JSON file, or the JSON itself',
    fallback: undefined,
    expected: 'the path of a JSON file, or JSON that begins with {',
    parse: text => (text === '' ? undefined : text)
  }),
  file('import', 'state to begin with, as --export-on-exit writes it'),
  file('exportOnExit', 'where to write the state at the end, secrets included'),
  choice('logLevel', Object.fromEntries(LOG_LEVELS.map(level => [level, level])), {
    argument: '<level>',
    description: `${LOG_LEVELS.join(', ')}; info logs each refusal with its reason, debug every answer`,
    fallback: 'info'
  }),
  choice(
    'roleDeniedStatus',
    { '401': 401, '403': 403 },
    {
      description: 'status of USER_UNAUTHORIZED',
      fallback: 401
    }
  ),
  choice(
    'accept',
    { strict: 'strict', lenient: 'lenient' },
    {
      description: 'lenient also answers requests without a versioned Accept',
      fallback: 'strict'
    }
  ),
  setting('publicUrl', {
    argument: '<url>',
    description: 'base of the links in answers, behind a port mapping',
    fallback: undefined,
    expected: 'an http or https URL without query',
    parse: text =>
      /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text) ? text.replace(/\/+$/, '') : undefined
  }),
  onOff('prefer', true, 'whether the Prefer header picks documented errors'),
  onOff('rateLimits', false, "whether Atlas's rate limits are enforced"),
  onOff('control', true, 'whether the control plane below /_mock/v1 answers'),
  setting('controlToken', {
    argument: '<token>',
    description:
      'Bearer token of the control plane; by default none on loopback, made at the start elsewhere',
    fallback: undefined,
    expected: 'at least 8 of the characters A-Z a-z 0-9 - . _ ~ + /, with = at the end only',
    secret: true,
    // token68 of RFC 7235 §2.1, which RFC 6750 §2.1 calls b64token.
    parse: text => (text.length >= 8 && /^[A-Za-z0-9._~+/-]+=*$/.test(text) ? text : undefined)
  }),
  setting('allowedHosts', {
    argument: '<names>',
    description:
      'names that Host may have in requests to the control plane, separated by commas, without port',
    fallback: undefined,
    expected: 'host names or IP addresses without port, separated by commas',
    parse: parseHosts
  }),
  setting('deliverTo', {
    argument: '<hosts>',
    description:
      'hosts that test alerts are sent to over the network, separated by commas: names, addresses, CIDR ranges',
    fallback: undefined,
    expected: 'host names, IP addresses or CIDR ranges without port, separated by commas',
    parse: parseDestinations
  }),
  onOff('tls', false, 'speak https, with a certificate of a local CA made at the start', '[on|off]'),
  file('tlsCert', 'certificate to show, in PEM; with --tls-key'),
  file('tlsKey', 'its private key, in PEM'),
  file('tlsCaOut', "where to write the local CA's certificate")
]

function parseHosts(text: string): Settings['allowedHosts'] {
  const names = text.split(',').map(part => {
    const name = part.trim()
    const host = isIPv6(name) ? `[${name}]` : name
    const url = `http://${host}`
    return /^(\[[\dA-Fa-f:.]+\]|[\w.-]+)$/.test(host) && URL.canParse(url) ? new URL(url).hostname : ''
  })
  return names.includes('') ? undefined : names
}
