import fc from 'fast-check'
import t from 'tap'
import type { PropertySchema } from '../../src/catalogue/vocabulary.ts'
import { redact } from '../../src/integrations/integrations.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'

/**
 * How responses show each field, stated independently of the type files: `key` all except
 * the last four characters masked, `url` scheme, host and the last four characters, `template` a fixed mask,
 * `never` omitted, `plain` as sent.
 */
const FIELDS: Readonly<Record<string, Record<string, 'key' | 'url' | 'template' | 'never' | 'plain'>>> = {
  AZURE_LOG_EXPORT: {
    prefixPath: 'plain',
    roleId: 'plain',
    storageAccountName: 'plain',
    storageContainerName: 'plain'
  },
  DATADOG: { apiKey: 'key', region: 'plain', customEndpoint: 'plain' },
  DATADOG_LOG_EXPORT: { apiKey: 'key', region: 'plain' },
  GCS_LOG_EXPORT: { bucketName: 'plain', prefixPath: 'plain', roleId: 'plain' },
  HIP_CHAT: {},
  MICROSOFT_TEAMS: { microsoftTeamsWebhookUrl: 'url' },
  NEW_RELIC: { accountId: 'plain', licenseKey: 'plain', readToken: 'plain', writeToken: 'plain' },
  OPS_GENIE: { apiKey: 'key', region: 'plain' },
  OTEL: {
    aggregationTemporality: 'plain',
    authType: 'plain',
    endpoint: 'plain',
    'headers.name': 'plain',
    'headers.value': 'key',
    'oauth.clientAuthMethod': 'plain',
    'oauth.clientId': 'plain',
    'oauth.clientSecret': 'never',
    'oauth.signingKeyInfo.algorithm': 'plain',
    'oauth.signingKeyInfo.createdAt': 'plain',
    'oauth.signingKeyInfo.jwksUri': 'plain',
    'oauth.signingKeyInfo.kid': 'plain',
    'oauth.tokenEndpoint': 'plain',
    providerType: 'plain'
  },
  OTEL_LOG_EXPORT: {
    otelEndpoint: 'plain',
    'otelSuppliedHeaders.name': 'plain',
    'otelSuppliedHeaders.value': 'key'
  },
  PAGER_DUTY: { serviceKey: 'key', region: 'plain' },
  PROMETHEUS: { password: 'never', username: 'plain', serviceDiscovery: 'plain' },
  S3_LOG_EXPORT: { bucketName: 'plain', iamRoleId: 'plain', kmsKey: 'plain', prefixPath: 'plain' },
  SLACK: { apiToken: 'key', channelName: 'plain', teamName: 'plain' },
  SPLUNK_LOG_EXPORT: { hecToken: 'key', hecUrl: 'plain' },
  VICTOR_OPS: { apiKey: 'key', routingKey: 'plain' },
  WEBHOOK: { url: 'url', secret: 'key', bodyTemplate: 'template', headersTemplate: 'template' }
}

const NAMES = { key: 'last4', url: 'url', template: 'masked', never: 'never', plain: 'plain' } as const

/** Texts of complete characters, including those that redaction writes. */
const text = fc.string({
  unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom(...'*/@:?#\\ '))
})

/** Returns the fields with texts, those of an object or of the entries of a list as `field.member`. */
function textsOf(properties: Readonly<Record<string, PropertySchema>>): [string, PropertySchema][] {
  return Object.entries(properties).flatMap(([name, schema]): [string, PropertySchema][] => {
    if (schema.type === 'string') return [[name, schema]]
    const members = textsOf(schema.properties ?? schema.items?.properties ?? {})
    return members.map(([member, inner]) => [`${name}.${member}`, inner])
  })
}

t.test('redacts every text field of every type as known', async t => {
  const files = readTypeFiles()
  t.strictSame(files.map(({ title }) => title).sort(), Object.keys(FIELDS).sort())
  for (const { title, properties = {}, 'x-integration': facts } of files) {
    const { idField = 'id', typeField = 'type' } = facts
    const texts = textsOf(properties).filter(([name]) => name !== idField && name !== typeField)
    t.strictSame(texts.map(([name]) => name).sort(), Object.keys(FIELDS[title] ?? {}).sort(), title)
    for (const [name, schema] of texts) {
      const expected = NAMES[FIELDS[title]?.[name] ?? 'never']
      t.equal(schema['x-secret']?.shown ?? 'plain', expected, `${title}.${name}`)
    }
  }
})

t.test('keeps the length and the last four characters of a key, none of a short one', async t => {
  fc.assert(
    fc.property(text, key => {
      const characters = Array.from(key)
      const shown = Array.from(redact('last4', key) ?? '')
      const hidden = characters.length <= 4 ? characters.length : characters.length - 4
      return (
        shown.length === characters.length &&
        shown.every((character, at) => character === (at < hidden ? '*' : characters[at]))
      )
    })
  )
  t.pass()
})

t.test('keeps scheme, host and four characters of a url, and no user', async t => {
  const word = fc.stringMatching(/^[A-Za-z0-9._~-]+$/)
  const url = fc.record({
    scheme: fc.constantFrom('http', 'https', 'HTTPS'),
    user: fc.option(fc.tuple(word, word), { nil: undefined }),
    host: fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map(address => `[${address}]`)
    ),
    port: fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }),
    path: fc.array(word).map(words => words.map(one => `/${one}`).join('')),
    query: fc.option(word, { nil: undefined })
  })
  fc.assert(
    fc.property(url, ({ scheme, user, host, port, path, query }) => {
      const site = `${scheme}://${host}${port === undefined ? '' : `:${port}`}`
      const rest = path + (query === undefined ? '' : `?q=${query}`)
      const sent = `${scheme}://${user ? `${user.join(':')}@` : ''}${site.slice(scheme.length + 3)}${rest}`
      return redact('url', sent) === `${site}/****${(site + rest).slice(-4)}`
    })
  )
  t.pass()
})

t.test('reveals no more than that of any url', async t => {
  fc.assert(
    fc.property(text, rest => {
      const shown = redact('url', `https://example.com/${rest}`) ?? ''
      const last = Array.from(`https://example.com/${rest}`).slice(-4).join('')
      return shown === `https://example.com/****${last}`
    })
  )
  t.pass()
})

t.test('redacts special values', async t => {
  const rows: [shown: Parameters<typeof redact>[0], value: string, expected: string | undefined][] = [
    ['last4', '12345', '*2345'],
    ['last4', '1234', '****'],
    ['last4', '', ''],
    ['last4', '😀😀😀😀😀', '*😀😀😀😀'],
    ['url', 'https://example.com:8443/a?b=c#d', 'https://example.com:8443/****=c#d'],
    ['url', 'http://user:secret@[::1]:80/x', 'http://[::1]:80/****80/x'],
    ['url', 'https://example.com/****2101', 'https://example.com/****2101'],
    ['url', 'HTTPS://Example.com', 'HTTPS://Example.com/****.com'],
    ['url', 'no url', '/****'],
    ['masked', '{"id":"x"}', '******'],
    ['never', 'x', undefined],
    ['plain', 'x', 'x']
  ]
  for (const [shown, value, expected] of rows) t.equal(redact(shown, value), expected, `${shown} ${value}`)
})
