import t from 'tap'
import { Destinations } from '../../src/alerts/destinations.ts'
import { hostnameOf } from '../../src/alerts/sender.ts'

/** Returns whether the allowed destinations include the host of a URL. */
function isNamed(destinations: Destinations, url: string): boolean {
  return destinations.includes(hostnameOf(new URL(url)))
}

t.test('matches hosts by name and addresses literally or by range', async t => {
  const destinations = new Destinations(['hooks.example', '192.0.2.7', '10.1.2.3/8', 'fd00::/8', '::1'])
  const cases: Record<string, boolean> = {
    'http://hooks.example/x': true,
    'https://HOOKS.Example:8443': true,
    'http://user:password@hooks.example': true,
    'http://hooks.example.': false,
    'http://a.hooks.example': false,
    'http://hooks.example.org': false,
    'http://hooks.example@other.example': false,
    'http://192.0.2.7': true,
    'http://3221225991': true,
    'http://0xc0.0.519': true,
    'http://192.0.2.8': false,
    'http://10.255.0.1': true,
    'http://0xa.1': true,
    'http://11.0.0.1': false,
    'http://[fd12::1]': true,
    'http://[fe80::1]': false,
    'http://[::1]': true,
    'http://[0:0:0:0:0:0:0:1]:80': true,
    'http://[::ffff:192.0.2.7]': true,
    'http://[::ffff:a01:203]': true,
    'http://[::192.0.2.7]': false,
    'http://localhost': false,
    'http://127.0.0.1': false
  }
  const found = Object.keys(cases).map(url => [url, isNamed(destinations, url)])
  t.strictSame(Object.fromEntries(found), cases)
  t.equal(destinations.isEmpty, false)
  t.equal(new Destinations([]).isEmpty, true)
})

const SPECIAL = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.0.1', '169.254.169.254'],
  ...['172.16.0.1', '192.0.0.1', '192.0.2.1', '192.168.1.1', '192.88.99.1', '198.18.0.1', '198.51.100.1'],
  ...['203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1'],
  ...['64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'fc00::1'],
  ...['fd00::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1', 'e000::1']
]

/** Returns the addresses to which connections are allowed. */
function allowed(entries: string[], addresses: readonly string[]): string[] {
  const destinations = new Destinations(['hooks.example', ...entries])
  return addresses.filter(address => destinations.isAllowed(address))
}

t.test('allows connections to public addresses, and to others if they are listed', async t => {
  const open = ['1.1.1.1', '93.184.215.14', '::ffff:1.1.1.1', '2606:4700::1111', '2a00:1450::1']
  t.strictSame(allowed([], [...SPECIAL, ...open]), open)
  const others = ['192.168.1.2', '127.0.0.1', '::1', 'fd00::1', '::a00:1']
  const listed = ['10.0.0.1', '::ffff:10.0.0.1', '192.168.1.1', 'fe80::1', 'fe80::1%eth0']
  t.strictSame(allowed(['10.0.0.0/8', '192.168.1.1', 'fe80::/10'], [...others, ...listed]), listed)
  t.strictSame(allowed(['0.0.0.0/0', '::/0'], SPECIAL), SPECIAL)
  t.equal(new Destinations(['0.0.0.0/0']).includes('hooks.example'), false, 'a range lists no host name')
})

t.test('localhost lists the loopback addresses only', async t => {
  const destinations = new Destinations(['localhost'])
  t.equal(isNamed(destinations, 'http://LOCALHOST:80'), true)
  t.equal(isNamed(destinations, 'http://127.0.0.1'), false, 'a name is not an address')
  const loopback = ['127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1']
  t.strictSame(allowed(['localhost'], SPECIAL), loopback)
})
