import { utf8 } from './corpus.ts'

/** Texts that often cause errors, as Latin-1 bytes. */
export const TEXTS = [
  ...['', ' ', '0', '-1', 'null', 'true', '{}', '[]', '"', '\\'],
  ...['*', '**', ':id', '{project}', '1e309', 'NaN'],
  ...['%', '%00', '%2e%2e', '%2F', '%ff', '%zz', '%E4%BD%A0', '..', '.', '\u00ff\u00fe', utf8('你好')],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...["' OR 1=1 --", '$' + '{jndi:ldap://x}', '{{7*7}}', '<script>', '(a+)+$'],
  ...['32b6e34b3d91647abb20e7b', '32B6E34B3D91647ABB20E7B8', 'FFFFFFFFFFFFFFFFFFFFFFFF'],
  ...['x'.repeat(300), 'a'.repeat(9_000)]
]

/** Unexpected JSON values as text; some are not JavaScript values. */
export const VALUES = [
  ...['null', 'true', '0', '-0', '-1', '1.5', '1e21', '1e400', '123456789012345678901234567890'],
  ...['8640000000000001', '-8640000000000001', '"2026-02-30T00:00:00Z"', '"+275760-09-13T00:00:00.001Z"'],
  ...['""', '"x"', '" "', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u202e"', '"\u00ff"'],
  utf8('"你好😀"'),
  ...['[]', '{}', '[[[]]]', '{"a":{"b":null}}', '{"__proto__":{"x":1}}', '{"toString":1}'],
  ...['"https://example.com/\\n"', '"http://[::1"', '"javascript:1"', '"****2101"'],
  `"${'y'.repeat(70_000)}"`,
  `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
  `[${'1,'.repeat(2_000)}1]`
]

/** Names of fields. */
export const NAMES = [
  ...['__proto__', 'constructor', 'toString', 'type', 'id', 'unknown', '', 'url', 'apiKey'],
  'x'.repeat(500)
]

/** Values of one header. */
function values(name: string, ...texts: string[]): [name: string, value: string][] {
  return texts.map(text => [name, text])
}

/** Invalid and unusual headers. */
export const HEADERS: readonly [name: string, value: string][] = [
  ...values('Accept', '*/*', '', ';;;,,,q=0', `text/${'x'.repeat(4_000)}`),
  ...values('Accept', 'application/vnd.atlas.2999-99-99+json', 'application/vnd.atlas.2023-01-01+csv'),
  ...values('Content-Type', 'text/plain', '', ';;;', 'application/json; charset=utf-16'),
  ...values('Content-Type', 'multipart/form-data; boundary='),
  ...values('Content-Encoding', 'gzip'),
  ...values('Accept-Encoding', 'br;q=x, \u00ff'),
  ...values('Prefer', 'code=abc', 'code=404', 'errorCode=__proto__', ',;=="', '"\\'.repeat(6_000)),
  ...values('Authorization', '', 'Digest', 'Bearer', 'Basic Og==', 'Basic \u00ff'),
  ...values('Authorization', 'Digest username="orgowner", realm="MMS Public API"'),
  ...values('Authorization', `Digest ${'a="\\"",'.repeat(500)}`, `Bearer ${'.'.repeat(3_000)}`),
  ...values('Authorization', 'Bearer eyJhbGciOiJub25lIn0.e30.'),
  ...values('Authorization', 'Bearer eyJhbGciOiJFUzUxMiJ9.eyJzdWIiOm51bGx9.AAAA'),
  ...values('Host', '', 'a b', 'evil.example', '[::1', '\u00ff', 'x:99999999'),
  ...values('Origin', 'https://evil.example', 'null'),
  ...values('X-Forwarded-For', '1.2.3.4'),
  ...values('Expect', '100-continue', 'other'),
  ...values('Connection', 'close', 'upgrade'),
  ...values('Upgrade', 'websocket'),
  ...values('If-None-Match', '*'),
  ...values('If-Modified-Since', 'x'),
  ...values('Range', 'bytes=9-1', 'bytes=0-0,5-'),
  ...values('Last-Event-ID', 'x', '-1'),
  ...values('Cookie', 'a=b; '.repeat(200)),
  ...values('__proto__', 'x'),
  ...values('X-HTTP-Method-Override', 'DELETE'),
  ...values('TE', 'trailers'),
  ...values('Trailer', 'X'),
  ...values('Content-Location', '/')
]

/** Queries and query parameters. */
export const QUERIES = [
  ...['pretty', 'pretty=true', 'envelope=true', 'envelope=__proto__', 'includeCount'],
  ...['itemsPerPage=0', 'itemsPerPage=501', 'pageNum=-1', 'pageNum=99999999999999999999'],
  ...['a[]=1&a[b][c]=2', '=&=&', '%', '%ff=%ff', '__proto__=1', 'toString=1', 'a=1&'.repeat(1_000)],
  ...['sandbox=', 'sandbox=__proto__', 'limit=1e9', 'limit=1', 'since=-1', 'since=abc', 'path=**********'],
  ...['method=', 'tokens=revoke', 'fired=maybe', 'folded=', 'operation=%00', `q=${'x'.repeat(5_000)}`]
]

export const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'],
  ...['get', 'FOO']
]
