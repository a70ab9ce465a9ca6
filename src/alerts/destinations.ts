import ipaddr from 'ipaddr.js'
import { isCidr, isWithin } from '../http/addresses.ts'
import { isLoopback } from '../http/listening.ts'

/** All IPv4 addresses, and the global unicast ones of IPv6; all others have a special use. */
const GLOBAL = ['0.0.0.0/0', '2000::/3']

/**
 * Allowed destinations of test alerts. The host of a URL must be listed, and its address must be public or listed
 * too: a host name may resolve to an address of this machine or network.
 */
export class Destinations {
  readonly #entries: ReadonlySet<string>
  readonly #ranges: readonly string[]

  /** @param entries host names in lower case, IP addresses and CIDR ranges */
  constructor(entries: readonly string[]) {
    this.#entries = new Set(entries)
    this.#ranges = entries.filter(isCidr)
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /** Returns whether a host is listed. @param hostname of a URL, without brackets */
  includes(hostname: string): boolean {
    return this.#entries.has(hostname) || isWithin(this.#ranges, hostname)
  }

  /** Returns whether connections to an address are allowed for a listed host. */
  isAllowed(address: string): boolean {
    if (isWithin(this.#ranges, address)) return true
    if (isLoopback(address)) return this.#entries.has('localhost')
    return isWithin(GLOBAL, address) && ipaddr.process(address).range() === 'unicast'
  }
}
