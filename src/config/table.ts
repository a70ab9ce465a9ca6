import { isIPv6 } from 'node:net'
import { isCidr } from '../http/addresses.ts'
import {
  choice,
  file,
  files,
  LOG_LEVELS,
  onOff,
  parsePath,
  path,
  type SettingDefinition,
  type Settings,
  setting
} from './settings.ts'

/** All settings; flags, variables and help derive from this table. */
export const SETTINGS: readonly SettingDefinition[] = [
  setting('port', {
    argument: '<number>',
    description: 'port to listen on; 0 selects a free one',
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
    description: 'database file; :memory: does not persist',
    fallback: ':memory:',
    expected: ':memory: or a file path',
    parse: text => parsePath(text.trim())
  }),
  setting('seed', {
    argument: '<file|json>',
    description: 'seed data for an empty database: a JSON file, or the JSON itself',
    fallback: undefined,
    expected: 'the path of a JSON file, or JSON that begins with {',
    parse: text => (text === '' ? undefined : text)
  }),
  file('import', 'state to load at startup, as written by --export-on-exit'),
  file('exportOnExit', 'file to write the state to on exit, including secrets'),
  files(
    'stubs',
    'stubs to add at startup: a JSON array of bodies of POST /_mock/v1/stubs, or package:kubernetes-operator for a file of the package; repeat the flag for several files, or set the variable to a JSON array of paths'
  ),
  file('faults', 'faults to add at startup: a JSON array of bodies of POST /_mock/v1/faults'),
  path(
    'calls',
    '<folder>',
    'the path of a folder',
    'folder to which the mock writes the recorded calls when it closes; see PROVE.md'
  ),
  choice('logLevel', LOG_LEVELS, {
    argument: '<level>',
    description: `${LOG_LEVELS.join(', ')}; info logs each rejected request with its reason, debug every response`,
    fallback: 'info'
  }),
  choice('roleDeniedStatus', [401, 403], {
    description: 'status of USER_UNAUTHORIZED',
    fallback: 401
  }),
  choice('accept', ['strict', 'lenient'], {
    description: 'lenient also accepts requests without a versioned Accept header',
    fallback: 'strict'
  }),
  setting('publicUrl', {
    argument: '<url>',
    description: 'base URL of links in responses, for port mappings',
    fallback: undefined,
    expected: 'an http or https URL without query',
    parse: text =>
      /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text) ? text.replace(/\/+$/, '') : undefined
  }),
  onOff('prefer', true, 'let the Prefer header select documented errors'),
  onOff('rateLimits', false, "enforce Atlas's rate limits"),
  choice('unknownPaths', ['allow', 'fail'], {
    description: 'fail: a request that matches no route and no stub fails verifications',
    fallback: 'allow'
  }),
  onOff('control', true, 'enable the control plane below /_mock/v1'),
  setting('controlToken', {
    argument: '<token>',
    description: 'Bearer token of the control plane; by default none on loopback, else generated at startup',
    fallback: undefined,
    expected: 'at least 8 of the characters A-Z a-z 0-9 - . _ ~ + /, with = at the end only',
    secret: true,
    // token68 of RFC 7235 §2.1, which RFC 6750 §2.1 calls b64token.
    parse: text => (text.length >= 8 && /^[A-Za-z0-9._~+/-]+=*$/.test(text) ? text : undefined)
  }),
  setting('allowedHosts', {
    argument: '<names>',
    description:
      'allowed Host names in requests to the control plane, besides loopback and the host of --public-url; comma-separated, without port',
    fallback: undefined,
    expected: 'host names or IP addresses without port, separated by commas',
    parse: parseHosts
  }),
  setting('deliverTo', {
    argument: '<hosts>',
    description:
      'hosts that receive test alerts over the network, comma-separated: names, addresses, CIDR ranges',
    fallback: undefined,
    expected: 'host names, IP addresses or CIDR ranges without port, separated by commas',
    parse: parseDestinations
  }),
  onOff('tls', false, 'serve HTTPS with a certificate signed by a new local CA', '[on|off]'),
  file('tlsCert', 'server certificate in PEM; requires --tls-key'),
  file('tlsKey', 'private key of the certificate in PEM'),
  file('tlsCaOut', 'file to write the certificate of the local CA to')
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

/** Parses comma-separated host names, IP addresses and CIDR ranges; undefined if one is invalid. */
function parseDestinations(text: string): string[] | undefined {
  const entries = text.split(',').map(part =>
    part
      .trim()
      .replace(/^\[(.*:.*)\]$/, '$1')
      .toLowerCase()
  )
  return entries.every(entry => isCidr(entry) || isHostName(entry)) ? entries : undefined
}

/** Returns whether URL parsing leaves a host name unchanged: 0x7f.1 and 2130706433 are addresses. */
function isHostName(text: string): boolean {
  const url = `http://${text}`
  return /^\w[\w.-]*$/.test(text) && URL.canParse(url) && new URL(url).hostname === text
}
