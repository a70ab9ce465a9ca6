import t from 'tap'
import type { PropertySchema } from '../../src/catalogue/vocabulary.ts'
import { keepSecrets, redact } from '../../src/integrations/redaction.ts'

t.test('redacts special values', async t => {
  const rows: [shown: Parameters<typeof redact>[0], value: string, expected: string | undefined][] = [
    ['last4', '12345', '*2345'],
    ['last4', '1234', '****'],
    ['last4', '', ''],
    ['last4', '123', '***'],
    ['last4', `${'x'.repeat(40)}***1`, `${'*'.repeat(40)}***1`],
    ['last4', '😀😀😀😀😀', '*😀😀😀😀'],
    ['url', 'https://example.com:8443/a?b=c#d', 'https://example.com:8443/****=c#d'],
    ['url', 'http://user:secret@[::1]:80/x', 'http://[::1]:80/****80/x'],
    ['url', 'https://example.com/****2101', 'https://example.com/****2101'],
    ['url', 'HTTPS://Example.com', 'HTTPS://Example.com/****.com'],
    ['url', 'https://a:b@example.com', 'https://example.com/****.com'],
    ['url', 'http://127.0.0.1:8080?q=abcd', 'http://127.0.0.1:8080/****abcd'],
    ['url', 'https://example.com/@:😀#?', 'https://example.com/****:😀#?'],
    ['url', 'no url', '/****'],
    ['masked', '{"id":"x"}', '******'],
    ['never', 'x', undefined],
    ['plain', 'x', 'x']
  ]
  for (const [shown, value, expected] of rows) t.equal(redact(shown, value), expected, `${shown} ${value}`)
})

t.test('items with one name and redaction get the stored secrets in turn, then the last one', async t => {
  const secret = { shown: 'masked', evidence: 'guess', source: 'test', date: '2026-12-01' } as const
  const items = { properties: { name: {}, value: { type: 'string', 'x-secret': secret } } }
  const schemas = { headers: { type: 'array', items } } as unknown as Record<string, PropertySchema>
  const sent = Array.from({ length: 3 }, () => ({ name: 'X', value: redact('masked', '') }))
  const keep = (...values: string[]) =>
    keepSecrets(schemas, { headers: values.map(value => ({ name: 'x', value })) }, { headers: sent })
  t.strictSame(
    [keep('one'), keep('one', 'two')],
    [
      { headers: ['one', 'one', 'one'].map(value => ({ name: 'X', value })) },
      { headers: ['one', 'two', 'two'].map(value => ({ name: 'X', value })) }
    ]
  )
})
