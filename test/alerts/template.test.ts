// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates' own syntax
import fc from 'fast-check'
import t from 'tap'
import { renderHeaders } from '../../src/alerts/headers.ts'
import { checkSignature, sign } from '../../src/alerts/signature.ts'
import { parseRendered, renderTemplate, TemplateFault } from '../../src/alerts/template.ts'

const VALUES = {
  id: 'abc',
  text: 'a "quoted"\n\\ text',
  half: '\ud800',
  nothing: null,
  isOpen: true,
  currentValue: { number: 9.5, units: 'RAW' },
  links: [{ href: 'http://x', rel: 'self' }],
  number: 7,
  "odd-na'me": 1
}

/** What a template comes to, or why it comes to nothing. */
function outcome(render: () => unknown): unknown {
  try {
    return render()
  } catch (error) {
    if (error instanceof TemplateFault) return `fault: ${error.message}`
    throw error
  }
}

t.test('placeholders give way to values as they are in JSON', async t => {
  const cases: Record<string, string> = {
    '': '',
    'plain $ {} text': 'plain $ {} text',
    '"${id}"': '"abc"',
    '${id}': 'abc',
    '$${id}$': '$abc$',
    '{${id}}': '{abc}',
    '"${text}"': '"a \\"quoted\\"\\n\\\\ text"',
    '"${half}|\ud800"': '"\\ud800|\ufffd"',
    '${number} "${number}"': '7 "7"',
    '${nothing} ${isOpen}': 'null true',
    '${currentValue.number} "${currentValue.units}"': '9.5 "RAW"',
    '${currentValue}': '{"number":9.5,"units":"RAW"}',
    '"${currentValue}"': '"{\\"number\\":9.5,\\"units\\":\\"RAW\\"}"',
    '"\\"${currentValue}" ${links}':
      '"\\"{\\"number\\":9.5,\\"units\\":\\"RAW\\"}" [{"href":"http://x","rel":"self"}]',
    "${odd-na'me}": '1',
    '\\${id}': '\\${id}',
    '\\': '\\'
  }
  for (const [template, expected] of Object.entries(cases)) {
    t.equal(
      outcome(() => renderTemplate(template, VALUES, 1000)),
      expected,
      template
    )
  }
})

t.test('a placeholder that is no field is a fault', async t => {
  const none = (path: string) => `fault: there is no \${${path}}`
  const broken = 'fault: it has ${ without a field and }'
  const cases: Record<string, string> = {
    '${ID}': none('ID'),
    '${ id }': none(' id '),
    '${id}${other}': none('other'),
    '${id.length}': none('id.length'),
    '${links.0.href}': none('links.0.href'),
    '${links.length}': none('links.length'),
    '${nothing.x}': none('nothing.x'),
    '${currentValue.x}': none('currentValue.x'),
    '${currentValue.}': none('currentValue.'),
    '${.id}': none('.id'),
    '${__proto__}': none('__proto__'),
    '${constructor.name}': none('constructor.name'),
    '${toString}': none('toString'),
    '${}': broken,
    '${': broken,
    '${id': broken,
    '${${id}}': broken,
    '${"id"}': broken,
    [`\${${'x'.repeat(101)}}`]: broken
  }
  for (const [template, expected] of Object.entries(cases)) {
    t.equal(
      outcome(() => renderTemplate(template, VALUES, 1000)),
      expected,
      template
    )
  }
})

t.test('the limit is one of bytes, and is met without rendering all', async t => {
  const over = (limit: number) => `fault: it renders more than ${limit} bytes`
  const render = (template: string, limit: number, values = {}) =>
    outcome(() => renderTemplate(template, values, limit))
  t.equal(render('12345', 5), '12345')
  t.equal(render('123456', 5), over(5))
  t.equal(render('éé', 3), over(3))
  t.equal(render('éé', 4), 'éé')
  t.equal(render('"${a}"', 10, { a: 'x'.repeat(8) }), `"${'x'.repeat(8)}"`)
  t.equal(render('"${a}"', 10, { a: '"'.repeat(8) }), over(10), 'as it is escaped')
  const huge = { a: 'x'.repeat(1_000_000) }
  t.equal(render('${a}'.repeat(200_000), 16_384, huge), over(16_384))
  t.equal(render('$'.repeat(1_000_000), 16_384), over(16_384))
  t.equal(render('${'.repeat(500_000), 16_384), 'fault: it has ${ without a field and }')
})

t.test('a text in quotation marks comes back as it was, whatever is in it', async t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (text, value) => {
      const template = '{"text":"${text}","value":${holder.value},"inner":"${holder}"}'
      const rendered = renderTemplate(template, { text, holder: { value: [value] } }, 1_000_000)
      const parsed = parseRendered(rendered) as { text: string; value: unknown; inner: string }
      t.equal(parsed.text, text)
      t.same(parsed.value, JSON.parse(JSON.stringify([value])))
      t.same(JSON.parse(parsed.inner), JSON.parse(JSON.stringify({ value: [value] })))
    }),
    { numRuns: 200 }
  )
  t.equal(
    outcome(() => parseRendered('{"a":')),
    'fault: it renders no JSON'
  )
})

t.test('headers of a template are those that can be sent and are not the mock’s own', async t => {
  const render = (template: string) => outcome(() => renderHeaders(template, VALUES))
  const headers = (headers: Record<string, string>, ...ignored: string[]) => ({ headers, ignored })
  t.strictSame(render('{}'), headers({}))
  t.strictSame(
    render('{"X-Id":"${id}","x-number":${number},"X-Open":${isOpen},"Authorization":"Bearer x"}'),
    headers({ 'X-Id': 'abc', 'x-number': '7', 'X-Open': 'true', Authorization: 'Bearer x' })
  )
  t.strictSame(
    render('{"X-A":"1","x-a":"2","User-Agent":"me","X-É":1}'),
    'fault: it renders a name that is none of a header'
  )
  t.strictSame(render('{"X-A":"1","x-a":"é\\t2"}'), headers({ 'x-a': 'é\t2' }), 'the last one')
  const own = [
    ...['Host', 'content-length', 'Content-Type', 'Transfer-Encoding', 'CONNECTION', 'Keep-Alive', 'TE'],
    ...['Trailer', 'Upgrade', 'Expect', 'Proxy-Authorization', 'X-MMS-Event', 'x-mms-signature', 'X-MMS-']
  ]
  const all = Object.fromEntries([...own, 'X-MM'].map(name => [name, '5']))
  t.strictSame(render(JSON.stringify(all)), headers({ 'X-MM': '5' }, ...own))
  t.strictSame(
    render('{"__proto__":"x"}'),
    headers(JSON.parse('{"__proto__":"x"}') as Record<string, string>)
  )
  for (const name of ['', 'a b', 'a:', 'a\\r\\nb', 'é', '(x)']) {
    t.equal(render(`{"${name}":"x"}`), 'fault: it renders a name that is none of a header', name)
  }
  for (const value of ['"a\\r\\nX-B: c"', '"a\\n"', '"\\u0000"', '"€"', '"\\u007f"', 'null', '[]', '{}']) {
    t.equal(render(`{"X-A":${value}}`), 'fault: it renders a value that X-A cannot have', value)
  }
  t.equal(render('{"X-A":"${text}"}'), 'fault: it renders a value that X-A cannot have', 'of a field')
  for (const text of ['[]', 'null', '"x"', '7']) {
    t.equal(render(text), 'fault: it renders no JSON object', text)
  }
  t.equal(render('X-A: ${id}'), 'fault: it renders no JSON')
  t.equal(render(''), 'fault: it renders no JSON')
  const long = (length: number) => `{"X-A":"${'x'.repeat(length - 10)}"}`
  t.strictSame(render(long(4096)), headers({ 'X-A': 'x'.repeat(4086) }))
  t.equal(render(long(4097)), 'fault: it renders more than 4096 bytes')
})

t.test('the signature is that of RFC 2202 in Base64, and is checked', async t => {
  // Test case 2.
  const [body, secret] = [Buffer.from('what do ya want for nothing?'), 'Jefe']
  const right = Buffer.from('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79', 'hex').toString('base64')
  t.equal(sign(body, secret), right)
  t.equal(checkSignature(body, right, secret), 'valid')
  t.equal(checkSignature(body, right, 'jefe'), 'invalid')
  t.equal(checkSignature(Buffer.from('what'), right, secret), 'invalid')
  t.equal(checkSignature(body, undefined, secret), 'invalid')
  t.equal(checkSignature(body, undefined, undefined), 'unsigned')
})
