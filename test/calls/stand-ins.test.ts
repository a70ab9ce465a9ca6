import t from 'tap'
import { StandIns } from '../../src/calls/stand-ins.ts'

const VOCABULARY = {
  words: new Set([
    'api',
    'atlas',
    'v2',
    'groups',
    'integrations',
    'DATADOG',
    'apiKey',
    'url',
    'pageNum',
    'US',
    'json'
  ]),
  secretFields: new Map([
    ['apiKey', 'last4'],
    ['url', 'url']
  ] as const)
}

function create(key = 'k'.repeat(32)): StandIns {
  return new StandIns(Buffer.from(key), VOCABULARY)
}

/** Returns the class of each character. */
function shapeOf(text: string): string {
  const classes: [RegExp, string][] = [
    [/\d/g, '0'],
    [/[a-f]/g, 'a'],
    [/[g-z]/g, 'g'],
    [/[A-F]/g, 'A'],
    [/[G-Z]/g, 'G'],
    [/[\u0080-\uffff]/g, 'é']
  ]
  return classes.reduce((shape, [pattern, letter]) => shape.replace(pattern, () => letter), text)
}

t.test('a stand-in has the length and classes of its value', async t => {
  const standIns = create()
  for (const text of [
    '0123456789abcdef0123456789abcdef',
    '0123456789ABCDEFfedcba9876543210',
    '00000000-0000-4000-8000-000000000001',
    'T0000/B0000/Xyz_0',
    'x',
    'not hexadecimal!',
    'clé-ключ-密钥',
    'हिन्दी'
  ]) {
    const standIn = standIns.text(text)
    t.equal(shapeOf(standIn), shapeOf(text), text)
    t.equal(standIns.text(text), standIn, 'equal values have equal stand-ins')
    t.equal(create().text(text), standIn, 'of the same key')
    t.not(create('other').text(text), text.length > 4 ? standIn : undefined, 'another key, another stand-in')
  }
  t.equal(standIns.text(''), '')
  t.match(standIns.text('🔐🗝'), /^[à-ö]{2}$/, 'one letter for each symbol')
  t.match(standIns.body('{🔐'), /^\{[à-ö]$/, 'also in malformed JSON')
})

t.test('stand-ins of one value do not tell what it is not', async t => {
  const seen = new Set(Array.from({ length: 200 }, (_, at) => create(`key ${at}`).text('7')))
  t.strictSame([...seen].sort().join(''), '0123456789')
})

t.test('the query of a link is in the order of its stand-ins', async t => {
  for (let at = 0; at < 20; at++) {
    const link = create(`key ${at}`).text(
      'http://h/api/atlas/v2/groups?apiKey=x&includeDeleted=y&url=z&pageNum=1'
    )
    const names = [...link.matchAll(/[?&](\w+)=/g)].map(([, name = '']) => name)
    t.strictSame(names, [...names.slice(0, 3).sort(), 'pageNum'])
  }
})

t.test('short values have different stand-ins', async t => {
  const standIns = create()
  const values = Array.from({ length: 60 }, (_, at) => `p${String(at).padStart(2, '0')}`)
  t.equal(new Set(values.map(value => standIns.text(value))).size, values.length)
})

t.test('redacts a stand-in as its value', async t => {
  const standIns = create()
  const standIn = standIns.text('0123456789abcdef0123456789abcdef')
  const redacted = `${'*'.repeat(28)}cdef`
  t.equal(standIns.text(redacted), `${'*'.repeat(28)}${standIn.slice(-4)}`)
  t.equal(create().text(redacted), standIns.text(redacted), 'whether the value was seen or not')
  t.equal(standIns.text('****'), '****')
  for (const url of [
    'https://hooks.corp.net/services/secret-1',
    'https://hooks.corp.net/a',
    'https://hooks.corp.net'
  ]) {
    const hook = standIns.text(url)
    t.match(hook, /^https:\/\/h[0-9a-f]{8}\.example\.com/)
    t.equal(
      standIns.text(`https://hooks.corp.net/****${url.slice(-4)}`),
      `${hook.split('/', 3).join('/')}/****${hook.slice(-4)}`
    )
  }
})

t.test('a secret that looks like an address keeps its length and is redacted as itself', async t => {
  for (const secret of ['S3cr3t@2026!', 'user:pa@ss/x', '8.8.8.8', 'https://foo.io']) {
    const standIns = create()
    const standIn = String(standIns.value(secret, 'apiKey'))
    t.equal(shapeOf(standIn), shapeOf(secret), secret)
    t.equal(standIns.value(`****${secret.slice(-4)}`, 'apiKey'), `****${standIn.slice(-4)}`)
    t.equal(standIns.text(secret), standIn, 'also elsewhere')
  }
})

t.test('replaces hosts, email and IP addresses by reserved ones', async t => {
  const standIns = create()
  const cases: [string, RegExp][] = [
    [
      'http://user:pass@hooks.corp.net:8443/x?token=abcd1234',
      /^http:\/\/\w{4}:\w{4}@h[0-9a-f]{8}\.example\.com:8443\/\w\?\w{5}=[a-f]{4}\d{4}$/
    ],
    ['https://hooks.example.com/x', /^https:\/\/hooks\.example\.com\/\w$/],
    ['http://localhost:9000/hook', /^http:\/\/localhost:9000\/\w{4}$/],
    ['ops@corp.net', /^\w{3}@h[0-9a-f]{8}\.example\.com$/],
    ['8.8.8.8', /^198\.1[89]\.\d+\.\d+$/],
    ['8.8.8.0/24', /^198\.1[89]\.\d+\.0\/24$/],
    ['2600::1', /^2001:db8:/],
    ['10.0.0.0/8', /^10\.0\.0\.0\/8$/],
    ['10.1.2.3', /^10\.(?!1\.2\.3$)\d/],
    ['10.1.2.0/24', /^10\.\d+\.\d+\.0\/24$/],
    ['::ffff:8.8.4.4', /^2001:db8:/],
    ['fd12:3456:789a::1', /^2001:db8:/],
    ['0.0.0.0', /^0\.0\.0\.0$/],
    ['203.0.113.7', /^203\.0\.113\.7$/],
    ['https://exa mple', /^https:\/\/\w{3} \w{4}$/]
  ]
  for (const [text, expected] of cases) t.match(standIns.text(text), expected, text)
})

t.test('keeps the words of the vocabulary, except in secret fields', async t => {
  const standIns = create()
  t.strictSame(
    JSON.parse(standIns.body('{"apiKey":"US","region":"US","pageNum":7,"big":12345678,"on":true,"no":null}')),
    {
      apiKey: standIns.text('US') === 'US' ? (standIns.value('US', 'apiKey') as string) : '',
      [standIns.text('region')]: 'US',
      pageNum: 7,
      [standIns.text('big')]: standIns.value(12345678),
      [standIns.text('on')]: true,
      [standIns.text('no')]: null
    }
  )
  t.not(standIns.value('US', 'apiKey'), 'US')
  t.match(String(standIns.value(12345678)), /^[1-9]\d{7}$/)
  t.match(
    standIns.target('/api/atlas/v2/groups/0123456789abcdef01234567/integrations/DATADOG?pageNum=2&x=secret'),
    /^\/api\/atlas\/v2\/groups\/[0-9a-f]{24}\/integrations\/DATADOG\?pageNum=2&\w=\w{6}$/
  )
  t.match(standIns.target('/api/atlas/v2/groups/%zz'), /^\/api\/atlas\/v2\/groups\/%[g-z]{2}$/)
  t.match(standIns.body('{"apiKey": secret-1'), /^\{"apiKey": \w{6}-\d$/, 'malformed JSON')
  t.match(standIns.body(`${'['.repeat(100)}"secret"${']'.repeat(100)}`), /^\[+"[a-z]{6}"\]+$/, 'deep JSON')
})
