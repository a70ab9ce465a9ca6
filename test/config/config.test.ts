import t from 'tap'
import { StartError } from '../../src/catalogue/errors.ts'
import { DEFAULTS, loadConfig, SETTINGS, type Settings, unknownVariables } from '../../src/config/config.ts'

const UNTOUCHED = {
  port: 8080,
  host: '127.0.0.1',
  db: ':memory:',
  seed: undefined,
  import: undefined,
  exportOnExit: undefined,
  calls: undefined,
  stubs: undefined,
  faults: undefined,
  logLevel: 'info',
  roleDeniedStatus: 401,
  accept: 'strict',
  publicUrl: undefined,
  prefer: true,
  rateLimits: false,
  unknownPaths: 'allow',
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
  expected: string
  /** Valid texts and their values. */
  right: Record<string, unknown>
  /** Invalid texts. */
  wrong: string[]
  /** Other settings that this one requires. */
  needs?: Record<string, string>
}

const FILE: Row = {
  expected: 'a file path',
  right: { 'a b.json': 'a b.json', '/x': '/x' },
  wrong: ['', ' ', 'a\0b']
}

const ON_OFF: Row = {
  expected: 'one of on, off',
  right: { on: true, off: false },
  wrong: ['', 'On', 'true', '1']
}

const LONG = 'x'.repeat(500)

const TABLE: Readonly<Record<keyof Settings, Row>> = {
  port: {
    expected: 'a number from 0 to 65535',
    right: { '0': 0, '65535': 65535, '00080': 80 },
    wrong: ['', '-1', '65536', '100000', '80.5', '1e3', '0x50', ' 80', '80 ', '٨٠']
  },
  host: {
    expected: 'an IP address or a host name',
    right: { '0.0.0.0': '0.0.0.0', '::1': '::1', 'a-b_c.example': 'a-b_c.example' },
    wrong: ['', 'a b', 'http://x', '[::1]', 'x/y', "x'", 'a\nb\r\u2028c']
  },
  db: {
    expected: ':memory: or a file path',
    right: { ':memory:': ':memory:', '/data/a b.db': '/data/a b.db' },
    wrong: ['', '\t\n', 'a\0b']
  },
  seed: {
    expected: 'the path of a JSON file, or JSON that begins with {',
    right: { 'seed.json': 'seed.json', '{"organizations":[]}': '{"organizations":[]}' },
    wrong: ['']
  },
  import: FILE,
  exportOnExit: FILE,
  stubs: {
    expected: 'a file path or a JSON array of file paths',
    right: {
      'a b.json': ['a b.json'],
      'package:x': ['package:x'],
      '["a.json","[b].json"]': ['a.json', '[b].json'],
      ' [\n"/x"]': ['/x'],
      '[]': []
    },
    wrong: ['', ' ', 'a\0b', '[a.json]', '["a.json"', '["a.json",""]', '["a\\u0000b"]', '[1]', '[["a.json"]]']
  },
  faults: FILE,
  calls: { ...FILE, expected: 'the path of a folder' },
  logLevel: {
    expected: 'one of fatal, error, warn, info, debug, trace, silent',
    right: Object.fromEntries('fatal error warn info debug trace silent'.split(' ').map(it => [it, it])),
    wrong: ['', 'INFO', 'verbose', 'info ']
  },
  roleDeniedStatus: {
    expected: 'one of 401, 403',
    right: { '401': 401, '403': 403 },
    wrong: ['', '402', '0401', '401.0']
  },
  accept: {
    expected: 'one of strict, lenient',
    right: { strict: 'strict', lenient: 'lenient' },
    wrong: ['', 'Strict', 'off']
  },
  unknownPaths: {
    expected: 'one of allow, fail',
    right: { allow: 'allow', fail: 'fail' },
    wrong: ['', 'Fail', 'on']
  },
  publicUrl: {
    expected: 'an http or https URL without query',
    right: {
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
      'http://x:99999'
    ]
  },
  prefer: ON_OFF,
  rateLimits: ON_OFF,
  control: ON_OFF,
  controlToken: {
    expected: 'at least 8 of the characters A-Z a-z 0-9 - . _ ~ + /, with = at the end only',
    right: { '8letters': '8letters', 'aZ09-._~+/==': 'aZ09-._~+/==', [LONG]: LONG },
    wrong: [
      '',
      'secret7',
      'with a space',
      'with"quote',
      'in=side=it',
      '========',
      'umläutsss',
      'line\nbreaks'
    ]
  },
  allowedHosts: {
    expected: 'host names or IP addresses without port, separated by commas',
    right: {
      'Atlas.Example, atlas_mock,127.0.0.1': ['atlas.example', 'atlas_mock', '127.0.0.1'],
      '::1,[FE80::1]': ['[::1]', '[fe80::1]']
    },
    wrong: ['', ',', 'a,,b', 'a:80', '[::1]:80', 'http://a', 'a/b', 'a b', '*', '[x]', '1.2.3.4.5']
  },
  deliverTo: {
    expected: 'host names, IP addresses or CIDR ranges without port, separated by commas',
    right: {
      'Hooks.Example, hooks_2,xn--bcher-kva.test': ['hooks.example', 'hooks_2', 'xn--bcher-kva.test'],
      '127.0.0.1,10.1.2.3/8, 0.0.0.0/0': ['127.0.0.1', '10.1.2.3/8', '0.0.0.0/0'],
      '10.0.0.0/32,::1/128': ['10.0.0.0/32', '::1/128'],
      '::1,[FE80:0::1],2001:DB8::/032,::/0': ['::1', 'fe80:0::1', '2001:db8::/032', '::/0'],
      '::ffff:127.0.0.1,::ffff:10.0.0.0/104': ['::ffff:127.0.0.1', '::ffff:10.0.0.0/104']
    },
    wrong: [
      ...['', ',', 'a,,b', 'a:80', '127.0.0.1:80', '[::1]:80', 'http://a', 'a b', '*.example', 'localhost/8'],
      ...['.', '-a', '[x]', '1.2.3.4.5', '1.2.3', '0x7f.1', '2130706433', '010.0.0.1', 'bücher.example'],
      ...['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129', '::ffff:10.0.0.0/95', 'fe80::%eth0/64']
    ]
  },
  tls: ON_OFF,
  tlsCert: { ...FILE, needs: { tls: 'on', tlsKey: 'key.pem' } },
  tlsKey: { ...FILE, needs: { tls: 'on', tlsCert: 'cert.pem' } },
  tlsCaOut: { ...FILE, needs: { tls: 'on' } }
}

/** Returns the message of the error for the settings. */
function rejectionOf(...args: Parameters<typeof loadConfig>): string {
  try {
    loadConfig(...args)
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
  for (const { key, flag, variable } of SETTINGS) {
    const { right, wrong, expected, needs = {} } = TABLE[key]
    const around = { ...UNTOUCHED, ...needs, ...(needs['tls'] && { tls: true }) }
    for (const [text, value] of Object.entries(right)) {
      const settings = { ...around, [key]: value }
      t.strictSame(loadConfig(needs, { [variable]: text }), settings, `${variable}=${text}`)
      const overridden = { [variable]: 'wrong\0' }
      t.strictSame(loadConfig({ ...needs, [key]: text }, overridden), settings, `${flag} ${text}`)
    }
    for (const text of wrong) {
      const message = `must be ${expected}${key === 'controlToken' ? '' : `, not ${JSON.stringify(text)}`}`
      t.equal(rejectionOf({ ...needs, [key]: text }, {}), `${flag} (${variable}) ${message}`)
      t.equal(rejectionOf(needs, { [variable]: text }), `${variable} ${message}`)
    }
  }
})

t.test('some settings require others', async t => {
  const [on, off, cert, key, ca] = ['on', 'off', 'cert.pem', 'key.pem', 'ca.pem']
  const alone = '--tls-cert, --tls-key and --tls-ca-out (ATLAS_MOCK_TLS_…) require --tls'
  const pair = '--tls-cert (ATLAS_MOCK_TLS_CERT) and --tls-key (ATLAS_MOCK_TLS_KEY) require each other'
  const made = '--tls-ca-out (ATLAS_MOCK_TLS_CA_OUT) must not be used with --tls-cert'
  const access =
    '--control-token (ATLAS_MOCK_CONTROL_TOKEN) and --allowed-hosts (ATLAS_MOCK_ALLOWED_HOSTS) require --control on'
  const delivery = '--deliver-to (ATLAS_MOCK_DELIVER_TO) requires --control on'
  const unknown = '--unknown-paths (ATLAS_MOCK_UNKNOWN_PATHS) requires --control on'
  const start = '--stubs (ATLAS_MOCK_STUBS) and --faults (ATLAS_MOCK_FAULTS) require --control on'
  const rows: [flags: Record<string, string>, env: Record<string, string>, message: string][] = [
    [{ tlsCert: cert, tlsKey: key }, {}, alone],
    [{ tlsKey: key }, {}, alone],
    [{}, { ATLAS_MOCK_TLS_CA_OUT: ca }, alone],
    [{ tls: off, tlsCaOut: ca }, {}, alone],
    [{ tls: on, tlsCert: cert }, {}, pair],
    [{ tls: on }, { ATLAS_MOCK_TLS_KEY: key }, pair],
    [{ tls: on, tlsCert: cert, tlsKey: key, tlsCaOut: ca }, {}, made],
    [{ control: off, controlToken: 'a-token-of-mine' }, {}, access],
    [{ control: off }, { ATLAS_MOCK_ALLOWED_HOSTS: 'atlas-mock' }, access],
    [{ control: off, deliverTo: 'localhost' }, {}, delivery],
    [{ control: off, unknownPaths: 'fail' }, {}, unknown],
    [{ control: off, stubs: 'stubs.json' }, {}, start],
    [{ control: off }, { ATLAS_MOCK_FAULTS: 'faults.json' }, start]
  ]
  for (const [flags, env, message] of rows) {
    t.equal(rejectionOf(flags, env), message, Object.keys({ ...flags, ...env }).join(', '))
  }
})

t.test('a command can have other defaults', async t => {
  const defaults = { ...DEFAULTS, port: 0 }
  t.strictSame(loadConfig({}, {}, defaults), { ...UNTOUCHED, port: 0 })
  t.strictSame(loadConfig({}, { ATLAS_MOCK_PORT: '1' }, defaults), { ...UNTOUCHED, port: 1 })
})

t.test('reports unknown variables, but not those of a Kubernetes Service', async t => {
  const ofService = {
    ATLAS_MOCK_SERVICE_HOST: '10.0.0.1',
    ATLAS_MOCK_SERVICE_PORT: '8080',
    ATLAS_MOCK_SERVICE_PORT_HTTP: '8080',
    ATLAS_MOCK_PORT: 'tcp://10.0.0.1:8080',
    ATLAS_MOCK_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
    ATLAS_MOCK_PORT_8080_TCP_PROTO: 'tcp',
    ATLAS_MOCK_STAGING_PORT: 'tcp://10.0.0.1:8080'
  }
  const others = { ATLAS_MOCK_URL: 'http://localhost', ATLAS_MOCK_IMAGE: 'mine', ATLAS_MOCKS: 'x', PORT: '1' }
  const unknown = { ATLAS_MOCK_SEEDS: 'x', ATLAS_MOCK_OLD_PORT: '8080' }
  const known = Object.fromEntries(SETTINGS.map(({ variable }) => [variable, 'x']))
  t.strictSame(unknownVariables({ ...known, ...ofService, ...others, ...unknown }), Object.keys(unknown))
  t.strictSame(loadConfig({}, ofService), UNTOUCHED, 'the port is the default')
  t.match(rejectionOf({ port: 'tcp://10.0.0.1:8080' }, {}), /must be a number from 0 to 65535/)
})

t.test('reads the environment of the process unless another one is passed', async t => {
  t.intercept(process, 'env', { value: { ATLAS_MOCK_PORT: '1234' } })
  t.strictSame(loadConfig(), { ...UNTOUCHED, port: 1234 })
})
