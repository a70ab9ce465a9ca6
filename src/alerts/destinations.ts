import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.process>

/** Global unicast addresses of IPv6; all others have a special use. */
const GLOBAL = '2000::/3'

/**
 * Allowed destinations of test alerts. The host of a URL must be listed, and its address must be public or listed
 * too: a host name may resolve to an address of this machine or network.
 */
export class Destinations {
  readonly #names: ReadonlySet<string>
  readonly #ranges: readonly (readonly [Address, number])[]

  /** @param entries host names in lower case, IP addresses and CIDR ranges */
  constructor(entries: readonly string[]) {
    this.#names = new Set(entries.filter(entry => rangeOf(entry) === undefined))
    this.#ranges = entries.map(rangeOf).filter(range => range !== undefined)
  }

  get isEmpty(): boolean {
    return this.#names.size === 0 && this.#ranges.length === 0
  }

  /** Returns whether a host is listed. @param hostname of a URL, without brackets */
  includes(hostname: string): boolean {
    return ipaddr.isValid(hostname) ? this.#covers(ipaddr.process(hostname)) : this.#names.has(hostname)
  }

  /** Returns whether connections to an address are allowed for a listed host. */
  isAllowed(address: string): boolean {
    const parsed = ipaddr.process(address)
    if (isPublic(parsed) || this.#covers(parsed)) return true
    return parsed.range() === 'loopback' && this.#names.has('localhost')
  }

  #covers(address: Address): boolean {
    return this.#ranges.some(range => isWithin(address, range))
  }
}

function rangeOf(entry: string): readonly [Address, number] | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry)
  if (!ipaddr.isValid(entry)) return undefined
  const address = ipaddr.process(entry)
  return [address, address.toByteArray().length * 8]
}

function isWithin(address: Address, [start, prefix]: readonly [Address, number]): boolean {
  return address.kind() === start.kind() && address.match(start, prefix)
}

function isPublic(address: Address): boolean {
  return (
    address.range() === 'unicast' &&
    (address.kind() === 'ipv4' || isWithin(address, ipaddr.parseCIDR(GLOBAL)))
  )
}
