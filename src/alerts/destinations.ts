import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.process>

/** Addresses of IPv6 that anybody on the internet may have; all else is for some special use. */
const GLOBAL = '2000::/3'

/**
 * Where test alerts may be sent over the network. A URL's host must be named, and the address that is connected
 * to must be one of the public internet or be named itself: a name can be made to mean an address of this
 * machine or its network.
 */
export class Destinations {
  readonly #names: ReadonlySet<string>
  readonly #ranges: readonly (readonly [Address, number])[]

  /** @param entries host names in lower case, IP addresses and CIDR ranges */
  constructor(entries: readonly string[]) {
    this.#names = new Set(entries.filter(entry => rangeOf(entry) === undefined))
    this.#ranges = entries.flatMap(entry => {
      const range = rangeOf(entry)
      return range ? [range] : []
    })
  }

  get isEmpty(): boolean {
    return this.#names.size === 0 && this.#ranges.length === 0
  }

  /**
   * Whether the host is named.
   *
   * @param hostname of a URL, without brackets
   */
  isNamed(hostname: string): boolean {
    return ipaddr.isValid(hostname) ? this.#covers(ipaddr.process(hostname)) : this.#names.has(hostname)
  }

  /** Whether an address may be connected to on behalf of a host that is named. */
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
