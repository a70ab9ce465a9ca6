import fc from 'fast-check'
import t from 'tap'
import { redact } from '../../src/integrations/presenter.ts'

/** Texts of complete characters, including those that redaction writes. */
const text = fc.string({
  unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom(...'*/@:?#\\ '))
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
