import t from 'tap'
import { DEFAULTS, loadConfig, SETTINGS } from '../src/config.ts'
import { StartError } from '../src/errors.ts'

const UNTOUCHED = {
  port: 8080,
  host: '127.0.0.1',
  db: ':memory:',
  seed: undefined,
  logLevel: 'info',
  roleDeniedStatus: 401,
  accept: 'strict',
  publicUrl: undefined,
  prefer: true,
  tls: false,
  tlsCert: undefined,
  tlsKey: undefined,
  tlsCaOut: undefined
}

/** Each setting: its flag and variable, texts with what they mean, texts that are refused and what is said. */
const TABLE = [
  {
    key: 'port',
    flag: '--port',
    variable: 'ATLAS_MOCK_PORT',
    right: { '0': 0, '1': 1, '8080': 8080, '65535': 65535, '00080': 80 },
    wrong: ['', '-1', '65536', '100000', '80.5', '1e3', '0x50', ' 80', '80 ', 'http', '٨٠'],
    expected: 'a number from 0 to 65535'
  },
  {
    key: 'host',
    flag: '--host',
    variable: 'ATLAS_MOCK_HOST',
    right: {
      '0.0.0.0': '0.0.0.0',
      '::': '::',
      '::1': '::1',
      localhost: 'localhost',
      'a-b.example': 'a-b.example'
    },
    wrong: ['', 'a b', 'http://x', '[::1]', 'x/y', "x'"],
    expected: 'an IP address or a host name'
  },
  {
    key: 'db',
    flag: '--db',
    variable: 'ATLAS_MOCK_DB',
    right: { ':memory:': ':memory:', '/data/state.db': '/data/state.db', 'a b.db': 'a b.db' },
    wrong: ['', 'a\0b'],
    expected: ':memory: or the path of a file'
  },
  {
    key: 'seed',
    flag: '--seed',
    variable: 'ATLAS_MOCK_SEED',
    right: { 'seed.json': 'seed.json', '{"organizations":[]}': '{"organizations":[]}' },
    wrong: [''],
    expected: 'the path of a JSON file, or JSON that begins with {'
  },
  {
    key: 'logLevel',
    flag: '--log-level',
    variable: 'ATLAS_MOCK_LOG_LEVEL',
    right: {
      fatal: 'fatal',
      error: 'error',
      warn: 'warn',
      info: 'info',
      debug: 'debug',
      trace: 'trace',
      silent: 'silent'
    },
    wrong: ['', 'INFO', 'verbose', 'info '],
    expected: 'fatal, error, warn, info, debug, trace, silent'
  },
  {
    key: 'roleDeniedStatus',
    flag: '--role-denied-status',
    variable: 'ATLAS_MOCK_ROLE_DENIED_STATUS',
    right: { '401': 401, '403': 403 },
    wrong: ['', '402', '404', '0401', '401.0'],
    expected: '401 or 403'
  },
  {
    key: 'accept',
    flag: '--accept',
    variable: 'ATLAS_MOCK_ACCEPT',
    right: { strict: 'strict', lenient: 'lenient' },
    wrong: ['', 'Strict', 'off'],
    expected: 'strict or lenient'
  },
  {
    key: 'publicUrl',
    flag: '--public-url',
    variable: 'ATLAS_MOCK_PUBLIC_URL',
    right: {
      'http://atlas.test': 'http://atlas.test',
      'https://atlas.test:8443/base': 'https://atlas.test:8443/base',
      'http://atlas.test//': 'http://atlas.test',
      'http://[::1]:8080/': 'http://[::1]:8080'
    },
    wrong: [
      '',
      'atlas.test',
      'ftp://x',
      'http://',
      'http://x?y=1',
      'http://x#y',
      'http://a b',
      'http://x:99999',
      '/x'
    ],
    expected: 'an http or https URL without query'
  },
  {
    key: 'prefer',
    flag: '--prefer',
    variable: 'ATLAS_MOCK_PREFER',
    right: { on: true, off: false },
    wrong: ['', 'On', 'true', '0'],
    expected: 'on or off'
  },
  {
    key: 'tls',
    flag: '--tls',
    variable: 'ATLAS_MOCK_TLS',
    right: { on: true, off: false },
    wrong: ['', 'On', 'true', '1'],
    expected: 'on or off'
  },
  ...(
    [
      ['tlsCert', '--tls-cert', 'ATLAS_MOCK_TLS_CERT'],
      ['tlsKey', '--tls-key', 'ATLAS_MOCK_TLS_KEY'],
      ['tlsCaOut', '--tls-ca-out', 'ATLAS_MOCK_TLS_CA_OUT']
    ] as const
  ).map(([key, flag, variable]) => ({
    key,
    flag,
    variable,
    right: {},
    wrong: ['', 'a\0b'],
    expected: 'the path of a file'
  }))
]

/** The message of the refusal that a function throws. */
function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof StartError) return error.message
    throw error
  }
  return 'nothing was refused'
}

t.test('what nobody sets has its default', async t => {
  t.strictSame(loadConfig({}, {}), UNTOUCHED)
  t.strictSame(DEFAULTS, UNTOUCHED)
  t.ok(Object.isFrozen(DEFAULTS) && Object.isFrozen(loadConfig({}, {})), 'settings do not change')
})

t.test('every setting has a flag and a variable, and refuses what it cannot be', async t => {
  t.strictSame(
    SETTINGS.map(({ key, flag, variable }) => ({ key, flag, variable })),
    TABLE.map(({ key, flag, variable }) => ({ key, flag, variable })),
    'the table here names them all'
  )
  for (const { key, flag, variable, right, wrong, expected } of TABLE) {
    for (const [text, value] of Object.entries(right)) {
      const settings = { ...UNTOUCHED, [key]: value }
      t.strictSame(loadConfig({ [key]: text }, {}), settings, `${flag} ${text}`)
      t.strictSame(loadConfig({}, { [variable]: text }), settings, `${variable}=${text}`)
      t.strictSame(
        loadConfig({ [key]: text }, { [variable]: 'wrong\0' }),
        settings,
        `${flag} wins over ${variable}`
      )
    }
    for (const text of wrong) {
      const shown = JSON.stringify(text)
      t.equal(
        refusal(() => loadConfig({ [key]: text }, {})),
        `${flag} (${variable}) must be ${expected}, not ${shown}`
      )
      t.equal(
        refusal(() => loadConfig({}, { [variable]: text })),
        `${variable} must be ${expected}, not ${shown}`
      )
    }
  }
})

t.test('the files of a certificate go with TLS, and with each other', async t => {
  const [tls, tlsCert, tlsKey, tlsCaOut] = ['on', 'cert.pem', 'key.pem', 'ca.pem']
  const on = { ...UNTOUCHED, tls: true }
  t.strictSame(loadConfig({ tls }, {}), on)
  t.strictSame(loadConfig({ tls, tlsCert, tlsKey }, {}), { ...on, tlsCert, tlsKey })
  t.strictSame(loadConfig({ tls, tlsCaOut }, {}), { ...on, tlsCaOut })
  t.strictSame(
    loadConfig({ tls }, { ATLAS_MOCK_TLS_CERT: tlsCert, ATLAS_MOCK_TLS_KEY: tlsKey }),
    { ...on, tlsCert, tlsKey },
    'from variables too'
  )
  const alone = '--tls-cert, --tls-key and --tls-ca-out (ATLAS_MOCK_TLS_…) go with --tls'
  const pair = '--tls-cert (ATLAS_MOCK_TLS_CERT) and --tls-key (ATLAS_MOCK_TLS_KEY) go together'
  const made = '--tls-ca-out (ATLAS_MOCK_TLS_CA_OUT) is for the CA made without --tls-cert'
  const cases: [Record<string, string>, string][] = [
    [{ tlsCert, tlsKey }, alone],
    [{ tlsKey }, alone],
    [{ tlsCaOut }, alone],
    [{ tls: 'off', tlsCaOut }, alone],
    [{ tls, tlsCert }, pair],
    [{ tls, tlsKey }, pair],
    [{ tls, tlsCert, tlsKey, tlsCaOut }, made]
  ]
  for (const [flags, message] of cases) {
    t.equal(
      refusal(() => loadConfig(flags, {})),
      message,
      Object.keys(flags).join(', ')
    )
  }
})

t.test('a wrong value with line breaks is told in one line', async t => {
  t.notMatch(
    refusal(() => loadConfig({ host: 'a\nb\r\u2028c' }, {})),
    /[\n\r]/
  )
})

t.test("several settings at once, and nothing of other programs' variables", async t => {
  t.strictSame(
    loadConfig(
      { port: '0' },
      { ATLAS_MOCK_DB: 'x.db', PORT: '1', HOST: 'x', ATLAS_MOCK_: 'y', ATLAS_MOCK_HOST: undefined }
    ),
    { ...UNTOUCHED, port: 0, db: 'x.db' }
  )
})

t.test("the process's own environment is read unless another is given", async t => {
  t.intercept(process, 'env', { value: { ATLAS_MOCK_PORT: '1234' } })
  t.strictSame(loadConfig(), { ...UNTOUCHED, port: 1234 })
})
