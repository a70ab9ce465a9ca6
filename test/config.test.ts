import { readFileSync } from 'node:fs'
import t from 'tap'
import { DEFAULTS, loadConfig, SETTINGS, unknownVariables } from '../src/config.ts'
import { StartError } from '../src/errors.ts'

const UNTOUCHED = {
  port: 8080,
  host: '127.0.0.1',
  db: ':memory:',
  seed: undefined,
  import: undefined,
  exportOnExit: undefined,
  logLevel: 'info',
  roleDeniedStatus: 401,
  accept: 'strict',
  publicUrl: undefined,
  prefer: true,
  rateLimits: false,
  control: true,
  controlToken: undefined,
  allowedHosts: undefined,
  deliverTo: undefined,
  tls: false,
  tlsCert: undefined,
  tlsKey: undefined,
  tlsCaOut: undefined
}

interface Row {
  key: string
  flag: string
  variable: string
  /** Valid texts and their values. */
  right: Record<string, unknown>
  /** Invalid texts. */
  wrong: string[]
  expected: string
  isSecret?: boolean
}

function file(key: string, flag: string, variable: string): Row {
  const right = { 'a b.json': 'a b.json', '/x': '/x' }
  return { key, flag, variable, right, wrong: ['', ' ', 'a\0b'], expected: 'a file path' }
}

function onOff(key: string, flag: string, variable: string): Row {
  const right = { on: true, off: false }
  return { key, flag, variable, right, wrong: ['', 'On', 'true', '1'], expected: 'on or off' }
}

const TABLE: readonly Row[] = [
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
    right: {
      ':memory:': ':memory:',
      '/data/state.db': '/data/state.db',
      'a b.db': 'a b.db',
      ':memory: ': ':memory:',
      ' state.db\t': 'state.db'
    },
    wrong: ['', ' ', '\t\n', 'a\0b'],
    expected: ':memory: or a file path'
  },
  {
    key: 'seed',
    flag: '--seed',
    variable: 'ATLAS_MOCK_SEED',
    right: { 'seed.json': 'seed.json', '{"organizations":[]}': '{"organizations":[]}' },
    wrong: [''],
    expected: 'the path of a JSON file, or JSON that begins with {'
  },
  file('import', '--import', 'ATLAS_MOCK_IMPORT'),
  file('exportOnExit', '--export-on-exit', 'ATLAS_MOCK_EXPORT_ON_EXIT'),
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
  onOff('prefer', '--prefer', 'ATLAS_MOCK_PREFER'),
  onOff('rateLimits', '--rate-limits', 'ATLAS_MOCK_RATE_LIMITS'),
  onOff('control', '--control', 'ATLAS_MOCK_CONTROL'),
  {
    key: 'controlToken',
    flag: '--control-token',
    variable: 'ATLAS_MOCK_CONTROL_TOKEN',
    right: Object.fromEntries(['8letters', 'aZ09-._~+/==', 'x'.repeat(500)].map(text => [text, text])),
    wrong: [
      '',
      'secret7',
      'with a space',
      'with"quote',
      'in=side=it',
      '========',
      'umläutsss',
      'line\nbreaks'
    ],
    expected: 'at least 8 of the characters A-Z a-z 0-9 - . _ ~ + /, with = at the end only',
    isSecret: true
  },
  {
    key: 'allowedHosts',
    flag: '--allowed-hosts',
    variable: 'ATLAS_MOCK_ALLOWED_HOSTS',
    right: {
      'atlas-mock': ['atlas-mock'],
      'Atlas.Example, atlas_mock,127.0.0.1': ['atlas.example', 'atlas_mock', '127.0.0.1'],
      '::1,[FE80::1]': ['[::1]', '[fe80::1]']
    },
    wrong: ['', ',', 'a,,b', 'a:80', '[::1]:80', 'http://a', 'a/b', 'a b', '*', '[x]', '1.2.3.4.5'],
    expected: 'host names or IP addresses without port, separated by commas'
  },
  {
    key: 'deliverTo',
    flag: '--deliver-to',
    variable: 'ATLAS_MOCK_DELIVER_TO',
    right: {
      localhost: ['localhost'],
      'Hooks.Example, hooks_2.example,xn--bcher-kva.example': [
        'hooks.example',
        'hooks_2.example',
        'xn--bcher-kva.example'
      ],
      '127.0.0.1,10.1.2.3/8, 0.0.0.0/0': ['127.0.0.1', '10.1.2.3/8', '0.0.0.0/0'],
      '::1,[FE80:0::1],2001:DB8::/032,::/0': ['::1', 'fe80::1', '2001:db8::/32', '::/0'],
      '::ffff:127.0.0.1': ['127.0.0.1']
    },
    wrong: [
      ...['', ',', 'a,,b', 'a:80', '127.0.0.1:80', '[::1]:80', 'http://a', 'a/b', 'a b', '*', '*.example'],
      ...['.', '-a', '[x]', '1.2.3.4.5', '1.2.3', '0x7f.1', '2130706433', '010.0.0.1', 'bücher.example'],
      ...['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '::ffff:10.0.0.0/104'],
      ...['fe80::1%eth0', 'fe80::%eth0/64', 'localhost/8']
    ],
    expected: 'host names, IP addresses or CIDR ranges without port, separated by commas'
  },
  onOff('tls', '--tls', 'ATLAS_MOCK_TLS'),
  file('tlsCert', '--tls-cert', 'ATLAS_MOCK_TLS_CERT'),
  file('tlsKey', '--tls-key', 'ATLAS_MOCK_TLS_KEY'),
  file('tlsCaOut', '--tls-ca-out', 'ATLAS_MOCK_TLS_CA_OUT')
]

/** Other settings that a setting requires. */
const NEEDS: Readonly<Record<string, Record<string, string>>> = {
  tlsCert: { tls: 'on', tlsKey: 'key.pem' },
  tlsKey: { tls: 'on', tlsCert: 'cert.pem' },
  tlsCaOut: { tls: 'on' }
}

/** Returns the message of the error that a function throws. */
function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof StartError) return error.message
    throw error
  }
  return 'nothing was rejected'
}

t.test('settings that are not set have their defaults', async t => {
  t.strictSame(loadConfig({}, {}), UNTOUCHED)
  t.strictSame(DEFAULTS, UNTOUCHED)
  t.ok(Object.isFrozen(DEFAULTS) && Object.isFrozen(loadConfig({}, {})), 'settings are immutable')
})

t.test('every setting has a flag and a variable and rejects invalid values', async t => {
  t.strictSame(
    SETTINGS.map(({ key, flag, variable }) => ({ key, flag, variable })),
    TABLE.map(({ key, flag, variable }) => ({ key, flag, variable })),
    'this table contains all settings'
  )
  for (const { key, flag, variable, right, wrong, expected, isSecret } of TABLE) {
    const needs = NEEDS[key] ?? {}
    const around = { ...UNTOUCHED, ...needs, ...(needs['tls'] && { tls: true }) }
    for (const [text, value] of Object.entries(right)) {
      const settings = { ...around, [key]: value }
      t.strictSame(loadConfig({ ...needs, [key]: text }, {}), settings, `${flag} ${text}`)
      t.strictSame(loadConfig(needs, { [variable]: text }), settings, `${variable}=${text}`)
      t.strictSame(
        loadConfig({ ...needs, [key]: text }, { [variable]: 'wrong\0' }),
        settings,
        `${flag} overrides ${variable}`
      )
    }
    for (const text of wrong) {
      const shown = isSecret ? '' : `, not ${JSON.stringify(text)}`
      t.equal(
        refusal(() => loadConfig({ [key]: text }, {})),
        `${flag} (${variable}) must be ${expected}${shown}`
      )
      t.equal(
        refusal(() => loadConfig({}, { [variable]: text })),
        `${variable} must be ${expected}${shown}`
      )
    }
  }
})

t.test('certificate files require TLS and each other', async t => {
  const [tls, tlsCert, tlsKey, tlsCaOut] = ['on', 'cert.pem', 'key.pem', 'ca.pem']
  const on = { ...UNTOUCHED, tls: true }
  t.strictSame(loadConfig({ tls }, {}), on)
  t.strictSame(loadConfig({ tls, tlsCert, tlsKey }, {}), { ...on, tlsCert, tlsKey })
  t.strictSame(loadConfig({ tls, tlsCaOut }, {}), { ...on, tlsCaOut })
  t.strictSame(
    loadConfig({ tls }, { ATLAS_MOCK_TLS_CERT: tlsCert, ATLAS_MOCK_TLS_KEY: tlsKey }),
    { ...on, tlsCert, tlsKey },
    'in variables, too'
  )
  const alone = '--tls-cert, --tls-key and --tls-ca-out (ATLAS_MOCK_TLS_…) require --tls'
  const pair = '--tls-cert (ATLAS_MOCK_TLS_CERT) and --tls-key (ATLAS_MOCK_TLS_KEY) require each other'
  const made = '--tls-ca-out (ATLAS_MOCK_TLS_CA_OUT) must not be used with --tls-cert'
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

t.test('settings for access to the control plane require the control plane', async t => {
  const [controlToken, allowedHosts] = ['a-token-of-mine', 'atlas-mock']
  const message =
    '--control-token (ATLAS_MOCK_CONTROL_TOKEN) and --allowed-hosts (ATLAS_MOCK_ALLOWED_HOSTS) require --control on'
  t.equal(
    refusal(() => loadConfig({ control: 'off', controlToken }, {})),
    message
  )
  t.equal(
    refusal(() => loadConfig({ control: 'off' }, { ATLAS_MOCK_ALLOWED_HOSTS: allowedHosts })),
    message
  )
  t.equal(
    refusal(() => loadConfig({ control: 'off', deliverTo: 'localhost' }, {})),
    '--deliver-to (ATLAS_MOCK_DELIVER_TO) requires --control on'
  )
  t.strictSame(loadConfig({ controlToken, allowedHosts }, {}), {
    ...UNTOUCHED,
    controlToken,
    allowedHosts: [allowedHosts]
  })
})

t.test('a command can have other defaults', async t => {
  const defaults = { ...DEFAULTS, port: 0 }
  t.strictSame(loadConfig({}, {}, defaults), { ...UNTOUCHED, port: 0 })
  t.strictSame(loadConfig({}, { ATLAS_MOCK_PORT: '1' }, defaults), { ...UNTOUCHED, port: 1 })
})

t.test("finite values are listed, and the README's table has every setting", async t => {
  t.strictSame(Object.fromEntries(SETTINGS.flatMap(({ key, values }) => (values ? [[key, values]] : []))), {
    logLevel: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    roleDeniedStatus: ['401', '403'],
    accept: ['strict', 'lenient'],
    prefer: ['on', 'off'],
    rateLimits: ['on', 'off'],
    control: ['on', 'off'],
    tls: ['on', 'off']
  })
  const rows = readFileSync('README.md', 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| `--'))
  const missing = SETTINGS.filter(
    ({ flag, variable }) => !rows.some(row => row.includes(`\`${flag}\``) && row.includes(`\`${variable}\``))
  )
  t.strictSame(missing, [])
})

t.test('reports an invalid value with line breaks in one line', async t => {
  t.notMatch(
    refusal(() => loadConfig({ host: 'a\nb\r\u2028c' }, {})),
    /[\n\r]/
  )
})

t.test('reads several settings and ignores variables of other programs', async t => {
  t.strictSame(
    loadConfig(
      { port: '0' },
      { ATLAS_MOCK_DB: 'x.db', PORT: '1', HOST: 'x', ATLAS_MOCK_: 'y', ATLAS_MOCK_HOST: undefined }
    ),
    { ...UNTOUCHED, port: 0, db: 'x.db' }
  )
})

t.test('reports unknown variables, but not those of a Kubernetes Service', async t => {
  const ofService = {
    ATLAS_MOCK_SERVICE_HOST: '10.0.0.1',
    ATLAS_MOCK_SERVICE_PORT: '8080',
    ATLAS_MOCK_SERVICE_PORT_HTTP: '8080',
    ATLAS_MOCK_PORT: 'tcp://10.0.0.1:8080',
    ATLAS_MOCK_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
    ATLAS_MOCK_PORT_8080_TCP_PROTO: 'tcp',
    ATLAS_MOCK_PORT_8080_TCP_PORT: '8080',
    ATLAS_MOCK_PORT_8080_TCP_ADDR: '10.0.0.1',
    ATLAS_MOCK_STAGING_PORT: 'tcp://10.0.0.1:8080',
    ATLAS_MOCK_STAGING_SERVICE_HOST: '10.0.0.1'
  }
  t.strictSame(loadConfig({}, ofService), UNTOUCHED, 'the port is the default')
  t.strictSame(loadConfig({ port: '1' }, ofService), { ...UNTOUCHED, port: 1 })
  t.equal(
    refusal(() => loadConfig({ port: 'tcp://10.0.0.1:8080' }, {})),
    '--port (ATLAS_MOCK_PORT) must be a number from 0 to 65535, not "tcp://10.0.0.1:8080"'
  )
  const known = Object.fromEntries(SETTINGS.map(({ variable }) => [variable, 'x']))
  t.strictSame(
    unknownVariables({
      ...known,
      ...ofService,
      ATLAS_MOCK_URL: 'http://localhost',
      ATLAS_MOCK_IMAGE: 'mine',
      ATLAS_MOCKS: 'x',
      ATLAS_MOCK_SEEDS: 'x',
      ATLAS_MOCK_OLD_PORT: '8080'
    }),
    ['ATLAS_MOCK_SEEDS', 'ATLAS_MOCK_OLD_PORT']
  )
})

t.test('reads the environment of the process unless another one is passed', async t => {
  t.intercept(process, 'env', { value: { ATLAS_MOCK_PORT: '1234' } })
  t.strictSame(loadConfig(), { ...UNTOUCHED, port: 1234 })
})
