// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates' own syntax
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { renderHeaders } from '../../src/alerts/headers.ts'
import { checkSignature, sign } from '../../src/alerts/signature.ts'
import { TemplateFault } from '../../src/alerts/template/fault.ts'
import { parseRendered, renderTemplate } from '../../src/alerts/template.ts'

const VALUES = {
  id: 'abc',
  text: 'a "quoted"\n\\ text',
  hard: "/it's </ </a> ]]> --> ->> <!x <? \u0001\u0085\u2028\f\b\t\r<",
  marked: `<a b="'">&`,
  half: '\ud800',
  nothing: null,
  isOpen: true,
  currentValue: { number: 9.5, units: 'RAW', none: null },
  links: [{ href: 'http://x', rel: 'self' }],
  gaps: ['a', null, 'b'],
  number: 7,
  large: 1e21,
  small: 1e-7,
  third: 1 / 3,
  'odd-name': 'odd'
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

/** Renders each template and compares. */
function compare(t: Test, cases: Readonly<Record<string, string>>): void {
  for (const [template, expected] of Object.entries(cases)) {
    t.equal(
      outcome(() => renderTemplate(template, VALUES, 1000)),
      expected,
      template
    )
  }
}

const missing = (path: string) => `fault: there is no \${${path}}`
const unknown = (what: string) => `fault: the mock does not know ${what}, Atlas may`
const misplaced = (what: string) => `fault: it has ${what} where that cannot be`
const tooMuch = (what: string) => `fault: it takes more ${what} than the mock allows, Atlas may render it`

t.test('interpolations give way to values, and nothing is escaped', async t => {
  compare(t, {
    '': '',
    'plain $ {} <b> </b> <# # [#if x] text': 'plain $ {} <b> </b> <# # [#if x] text',
    '"${id}"': '"abc"',
    '$${ id\t}$': '$abc$',
    '{${id}}': '{abc}',
    '"${text}"': '"a "quoted"\n\\ text"',
    '${half}|\ud800': '\ufffd|\ufffd',
    '${number} ${large} ${small} ${third}': '7 1000000000000000000000 0.0000001 0.3333333333333333',
    '${currentValue.number} ${currentValue["units"]} ${links[0].href}': '9.5 RAW http://x',
    '${currentValue["un" + "its"]} ${links[number - 7]["rel"]}': 'RAW self',
    '${odd\\-name} ${r"a\\b"} ${r\'${id}\'}': 'odd a\\b ${id}',
    '\\${id}': '\\abc',
    '${"a ${id} b"} ${\'it\\\'s \\"x\\" \\\\ \\n\\t\\l\\g\\a\'}': 'a abc b it\'s "x" \\ \n\t<>&',
    'a<#-- ${nothing} <#if> -->b': 'ab',
    '${isOpen}': 'fault: ${isOpen} is a boolean, which needs ?c or ?string',
    '${currentValue}': 'fault: ${currentValue} is a hash, not a text',
    '${links}': 'fault: ${links} is a list, not a text',
    '${[1]}': 'fault: ${…} is a list, not a text'
  })
})

t.test('what is missing is a fault, unless it has a default', async t => {
  compare(t, {
    '${ID}': missing('ID'),
    '${nothing}': missing('nothing'),
    '${nothing.x!1}': missing('nothing'),
    '${currentValue.x}': missing('currentValue.x'),
    '${currentValue[id]}': missing('currentValue[…]'),
    '${links[7]}': missing('links.7'),
    '${(other.x)}': missing('other'),
    '${("a" + other)?length}': missing('other'),
    '${__proto__}${constructor}': missing('__proto__'),
    '${currentValue.constructor}': missing('currentValue.constructor'),
    '${[]?first}': missing('…'),
    '${[]?last}': missing('…'),
    '${currentValue.none}': missing('currentValue.none'),
    '${id.length}': 'fault: id is no hash, so it has no length',
    '${links.size}': 'fault: links is no hash, so it has no size',
    '${currentValue[0]}': 'fault: currentValue is no list',
    '${currentValue[isOpen]}': 'fault: isOpen is no number',
    '${(id.x)!1}': 'fault: id is no hash, so it has no x',
    "${other!''}|${other!}|${id!'x'}|${(currentValue.number)!0}|${(other.number)!0}": '||abc|9.5|0',
    '${currentValue.x!"-"} ${nothing!other!id} ${other!true?c} ${other!-1}': '- abc true -1',
    '${other!1 + 2} ${(other!1) + 2} ${other!(1)}': '3 3 1',
    '${other!.x}': unknown('. in an expression'),
    '${(other!).x!"none"} ${(other!)[0]!"none"} ${other!?length} ${(other!)?size}': 'none none 0 0',
    '<#if other! == "" && other! != id>equal</#if><#list other! as x></#list>': 'equal',
    '${other???c} ${id???c} ${(other.x)???c} ${nothing???c} ${currentValue.x???c}':
      'false true false false false'
  })
})

t.test('operators are for values of their kinds', async t => {
  compare(t, {
    '${1 + 2 - 4} ${-number} ${+number} ${"a" + 1 + id}': '-1 -7 7 a1abc',
    '${(links + [1, 2])?size} ${(currentValue + other!)?size}': 'fault: currentValue is a hash, not a text',
    '${(currentValue + {})?size}': unknown('{ } in an expression'),
    '${(links + [1, 2])?size} ${(currentValue + currentValue).units}': '3 RAW',
    '${(1 == 1)?c} ${(id = "abc")?c} ${(id != "abc")?c} ${(isOpen == true)?c}': 'true true false true',
    '${(1 < 2)?c} ${(1 lte 1)?c} ${(1 gt 1)?c} ${(2 >= 2)?c} ${(1 &gt; 2)?c} ${(1 &lt;= 2)?c}':
      'true true false true false true',
    '${(isOpen && !isOpen)?c} ${(isOpen || other)?c} ${(false & other)?c} ${(false | isOpen)?c} ${(!!isOpen)?c}':
      'false true false true true',
    '${(1 == "1")?c}': 'fault: it compares values of different kinds, or lists or hashes',
    '${(links == links)?c}': 'fault: it compares values of different kinds, or lists or hashes',
    '${(id < 2)?c}': 'fault: id is no number',
    '${1 - id}': 'fault: id is no number',
    '${-id}': 'fault: id is no number',
    '${!id}': 'fault: id is no boolean',
    '${(isOpen && id)?c}': 'fault: id is no boolean',
    '${isOpen + id}': 'fault: isOpen is a boolean, which needs ?c or ?string',
    '${(1 < 2 < 3)?c}': misplaced('<'),
    '${1 2}': misplaced('2'),
    '${as}': misplaced('as'),
    '${id.}': 'fault: it has an expression that breaks off',
    '${id."x"}': misplaced('x'),
    '${}': 'fault: it has an expression that breaks off',
    '${(id}': 'fault: it has an expression without }',
    '${[id}': 'fault: it has an expression that breaks off',
    '${id)}': misplaced(')'),
    '${id': 'fault: it has an expression without }',
    '${${id}}': unknown('{ } in an expression'),
    '${"id}': 'fault: it has a text in an expression that does not end',
    '${"\\': 'fault: it has \\ in a text, which is no escape',
    '${"\\q"}': 'fault: it has \\q in a text, which is no escape',
    '${#}': 'fault: it has # in an expression'
  })
})

t.test('built-ins', async t => {
  compare(t, {
    '${text?json_string}': 'a \\"quoted\\"\\n\\\\ text',
    '${hard?json_string}':
      "\\/it's <\\/ <\\/a> ]]\\u003E --\\u003E ->> \\u003C!x \\u003C? \\u0001\\u0085\\u2028\\f\\b\\t\\r\\u003C",
    '${hard?js_string}':
      "\\/it\\'s <\\/ <\\/a> ]]\\> --\\> ->> \\x3C!x \\x3C? \\x01\\x85\\u2028\\f\\b\\t\\r\\x3C".replace(
        '</ ',
        '<\\/ '
      ),
    '${">a"?json_string}${"->"?json_string}': '\\u003Ea-\\u003E',
    '${marked?html} ${marked?xml}': '&lt;a b=&quot;&#39;&quot;&gt;&amp; &lt;a b=&quot;&apos;&quot;&gt;&amp;',
    '${"ä b/c"?url} ${half?url("utf-8")}': '%C3%A4%20b%2Fc %EF%BF%BD',
    '${"x"?url("latin1")}': unknown('that charset'),
    '${"aB"?upper_case} ${"aB"?lower_case} ${" aB"?cap_first} ${"AB"?uncap_first} ${""?cap_first}|':
      'AB ab  AB aB |',
    '[${"\u0001 \n a b \t"?trim}][${" "?trim}]': '[a b][]',
    '${text?length} ${number?length} ${links?size} ${currentValue?size}': '17 1 1 3',
    '${id?contains("b")?c} ${id?starts_with("b")?c} ${id?ends_with("c")?c}': 'true false true',
    '${"aXbX"?replace("X", "$&")} ${"ab"?replace("", "-")} ${"a"?replace("b", "c")}': 'a$&b$& -a-b- a',
    '${"a"?replace("a", "b", "r")}': unknown('?replace with flags'),
    '${number?c} ${isOpen?c} ${isOpen?string} ${(!isOpen)?string("y", "n")} ${isOpen?string("y", "n")}':
      '7 true true n y',
    '${id?c}': unknown('?c of a text'),
    '${id?string} ${number?string}': 'abc 7',
    '${number?string("0.0")}': unknown('?string with a format'),
    '${number?string.computer}': unknown('?string.'),
    '${isOpen?string("y")}': 'fault: ?string of a boolean does not take 1 value',
    '${links?first.rel} ${[1, 2]?last} ${["a", 1]?join(", ")} ${[]?join(",", "none")}|${[]?join(",")}|${[1]?join(",", "-", ".")}':
      'self 2 a, 1 none||1.',
    '${gaps?join(",")}': 'a,b',
    '${currentValue?join(",")}': 'fault: currentValue is no list',
    '${id?size}': 'fault: id is no list',
    '${[true]?join(",")}': 'fault: what is in … is a boolean, which needs ?c or ?string',
    '${id?join(links)}': 'fault: id is no list',
    '${id?contains(links)}': 'fault: what is in parentheses is a list, not a text',
    '${isOpen?then(id, other)} ${(!isOpen)?then(other, "no")}': 'abc no',
    '${isOpen?then(id)}': unknown('?then'),
    '${id?has_content?c} ${""?has_content?c} ${other?has_content?c} ${(other.x)?has_content?c} ${other!?has_content?c}':
      'true false false false false',
    '${[]?has_content?c} ${links?has_content?c} ${0?has_content?c} ${false?has_content?c}':
      'false true true true',
    '${id?upper_case("x")}': 'fault: ?upper_case does not take 1 values',
    '${id?replace("x")}': 'fault: ?replace does not take 1 values',
    '${id?eval}': unknown('?eval'),
    '${id?constructor}': unknown('?constructor'),
    '${id?new()}': unknown('?new'),
    '${id?index}': 'fault: ?index is for the variable of a list',
    '${id.x?has_next}': 'fault: ?has_next is for the variable of a list'
  })
})

t.test('directives', async t => {
  compare(t, {
    '<#if number gt 9>a<#elseif number == 7>b<#else>c</#if>': 'b',
    '<#if number gt 9>a<#elseif number == 8>b<#else>c</#if>': 'c',
    '<#if number gt 9>a</#if>|<#if (number > 6)>b</#if >|<#if isOpen/></#if>': '|b|',
    '<#if other??>a<#else/>b</#if>': 'b',
    '<#if number > 6>a</#if>': 'fault: number is no boolean',
    '<#list links as link>${link.rel}</#list>': 'self',
    '<#list ["a", "b", "c"] as x>${x}${x_index}<#if x_has_next>,</#if></#list>': 'a0,b1,c2',
    '<#list ["a", "b"] as x>${x}${x?index}${x?counter}${x?has_next?c}${x?is_first?c}${x?is_last?c} </#list>':
      'a01truetruefalse b12falsefalsetrue ',
    '<#list ["a", "b"] as x>${x}<#sep>, </#list>': 'a, b',
    '<#list ["a", "b"] as x>${x}<#sep>, </#sep>;</#list>': 'a, ;b;',
    '<#list ["a", "b"] as x><#if true>${x}<#sep>, </#if></#list>': 'a, b',
    '<#list [] as x>a<#else>none</#list><#list [1] as x>a<#else>none</#list>': 'nonea',
    '<#list ["a", "b"] as x><#list [1, 2] as y>${x}${y}<#sep>,</#list><#sep>;</#list>': 'a1,a2;b1,b2',
    '<#list gaps as x>${x!"-"}</#list>': 'a-b',
    '<#list id as x></#list>': 'fault: id is no list',
    '<#list [1] as x></#list>${x}': missing('x'),
    '<#assign a = "x">${a}<#assign a = a + id, b = 1 c = [2]>${a}${b}${c[0]}': 'xxabc12',
    '<#assign id = "mine"/>${id}': 'mine',
    'a\n  <#if isOpen>  <#-- x -->\n  b\n  </#if>\n<#list [] as x>\n</#list>\nc\n  ${id} <#if isOpen></#if>\n':
      'a\n  b\nc\n  abc \n',
    '<#if isOpen>': 'fault: it has <#if> without </#if>',
    '<#if isOpen></#list>': 'fault: it has <#if> without </#if> before </#list>',
    '<#if isOpen><#else><#elseif isOpen></#if>': 'fault: it has <#if> without </#if> before <#elseif>',
    '<#if></#if>': 'fault: it has an expression that breaks off',
    '<#if isOpen': 'fault: it has an expression without >',
    '<#if(isOpen)></#if>': 'fault: it has a directive that is none: <#if(isOpen)></#if>',
    '<#if isOpen></#if x>': 'fault: it has </#if without >',
    '<#if isOpen><#else x></#if>': 'fault: it has <#else> with something in it',
    '<#list [1] as x><#sep x></#list>': 'fault: it has <#sep> with something in it',
    '<#list [] as x><#else x></#list>': 'fault: it has <#else> with something in it',
    '<#list [1]>': unknown('<#list> without as'),
    '<#list currentValue as k, v></#list>': unknown('<#list> with two variables'),
    '<#list [1] in x></#list>': misplaced('in'),
    '<#list [1] as x y></#list>': misplaced('y'),
    '<#assign x>a</#assign>': unknown('<#assign> without ='),
    '<#assign x += 1>': unknown('+= in an expression'),
    '<#assign x = 1 in y>': misplaced('in'),
    '<#assign>': 'fault: it has an expression that breaks off',
    '<#-- x': 'fault: it has a comment that does not end',
    '</#if>': misplaced('</#if>'),
    '<#else>': misplaced('<#else>'),
    '<#sep>': misplaced('<#sep>')
  })
})

t.test('what FreeMarker has and the mock has not is called so', async t => {
  compare(t, {
    '<#macro x></#macro>': unknown('<#macro>'),
    '<#switch id></#switch>': unknown('<#switch>'),
    '<@x/>': unknown('<@'),
    '</@x>': unknown('</@'),
    '#{number}': unknown('#{'),
    '${.now}': unknown('. in an expression'),
    '${number * 2}': unknown('* in an expression'),
    '${links[0..1]}': unknown('.. in an expression'),
    '${re.group("a", "b", 1)}': unknown('( in an expression'),
    '${links?map(x -> x.rel)}': unknown('-> in an expression'),
    '${number++}': unknown('++ in an expression'),
    '${id[0]}': unknown('a character of a text'),
    '${"\\x41"}': unknown('\\x in a text'),
    '${"$\\{id}"}': unknown('\\{ in a text'),
    '${"<#if true>${id}</#if>"}': unknown('a directive within a text')
  })
})

/** Of Ops Manager's page on webhook templating, without the helper that only Ops Manager has. */
const WHOLE = `{
  "orgName": "\${orgName!''}",
  "humanReadable": "\${humanReadable?js_string}",
  "links": [
    <#list links![] as link>
    {
      "rel": "\${link.rel!''}",
      "href": "\${link.href!''}"
    }<#if link_has_next>,</#if>
    </#list>
  ],
  "currentValue": {
    "number": \${(currentValue.number)!0},
    "units": "\${(currentValue.units)!''}"
  }
}`

t.test('a whole template as the docs have it', async t => {
  const links = [
    { rel: 'self', href: 'http://x' },
    { rel: 'other', href: 'http://y' }
  ]
  const alert = { humanReadable: 'A "text"', links, currentValue: { number: 9.5, units: 'RAW' } }
  t.strictSame(parseRendered(renderTemplate(WHOLE, alert, 1000)), { orgName: '', ...alert })
  t.strictSame(parseRendered(renderTemplate(WHOLE, { humanReadable: '' }, 1000)), {
    orgName: '',
    humanReadable: '',
    links: [],
    currentValue: { number: 0, units: '' }
  })
  const apostrophe = { humanReadable: "it's" }
  t.equal(
    outcome(() => parseRendered(renderTemplate(WHOLE, apostrophe, 1000))),
    'fault: it renders no JSON',
    '?js_string is for JavaScript'
  )
})

t.test('the limit is one of bytes, and is met without rendering all', async t => {
  const over = (limit: number) => `fault: it renders more than ${limit} bytes`
  const render = (template: string, limit: number, values = {}) =>
    outcome(() => renderTemplate(template, values, limit))
  t.equal(render('12345', 5), '12345')
  t.equal(render('123456', 5), over(5))
  t.equal(render('éé', 3), over(3))
  t.equal(render('éé', 4), 'éé')
  const huge = { a: 'x'.repeat(1_000_000) }
  t.equal(render('${a}'.repeat(200_000), 16_384, huge), over(16_384))
  t.equal(render('$'.repeat(1_000_000), 16_384), over(16_384))
  t.equal(render('${'.repeat(500_000), 16_384), unknown('{ } in an expression'))
})

t.test('no template keeps the process busy', async t => {
  const start = performance.now()
  const list = { list: Array.from({ length: 1000 }, () => 1), long: 'a'.repeat(60_000) }
  const render = (template: string) => outcome(() => renderTemplate(template, list, 16_384))
  const nested = (depth: number, inner: string) =>
    '<#list list as x>'.repeat(depth) + inner + '</#list>'.repeat(depth)
  const work = tooMuch('work')
  t.equal(render(nested(4, '')), work)
  t.equal(render(`<#assign s = "x">${nested(2, '<#assign s = s + s>')}`), work)
  t.equal(render(`<#assign s = [1]>${nested(2, '<#assign s = s + s>')}`), work)
  t.equal(render('<#assign s = long?replace("a", long)>'), work)
  t.equal(render('<#assign s = long?replace("", long)>'), work)
  t.equal(render('${long?contains(long)?c}'), work)
  t.equal(render('<#assign s = list?join(long)>'), work)
  t.equal(render(nested(1, '<#assign s = long?json_string>')), work)
  t.equal(render(nested(1, '<#if long == long></#if>')), work)
  t.equal(render(nested(51, '')), tooMuch('directives within each other'))
  t.equal(render('<#if true>'.repeat(100_000)), tooMuch('directives within each other'))
  t.equal(render(`\${${'('.repeat(60)}1${')'.repeat(60)}}`), tooMuch('expressions within each other'))
  t.equal(render(`\${${'x!'.repeat(60)}1}`), tooMuch('expressions within each other'))
  t.equal(render(`\${1${'+1'.repeat(600)}}`), tooMuch('parts in an expression'))
  t.equal(render(`\${1${'+1'.repeat(499)}}`), '500')
  t.equal(render(`\${(${'!'.repeat(990)}true)?c}`), 'true')
  t.equal(render(`\${x${'.x'.repeat(490)}!1}`), missing('x'))
  t.match(performance.now() - start < 5_000, true)
})

t.test('a text after ?json_string in quotation marks comes back as it was, whatever is in it', async t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const rendered = renderTemplate(
        '{"text":"${text?json_string}","same":"${holder.text?json_string}"}',
        { text, holder: { text } },
        1_000_000
      )
      t.strictSame(parseRendered(rendered), { text, same: text })
    }),
    { numRuns: 200 }
  )
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'${}<#/>"!?.()[] aiflst='.split('')) }), template => {
      const rendered = outcome(() => renderTemplate(template, VALUES, 1000))
      t.type(rendered, 'string', 'a fault at the worst')
    }),
    { numRuns: 2000 }
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
    render('{"X-Id":"${id}","x-number":${number},"X-Open":${isOpen?c},"Authorization":"Bearer x"}'),
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
  t.equal(
    render('{"X-A":"${text?json_string}"}'),
    'fault: it renders a value that X-A cannot have',
    'of a field'
  )
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
