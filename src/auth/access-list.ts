import ipaddr from 'ipaddr.js'

type Block = [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number]

/**
 * Whether an entry is an address or CIDR block that can match: IPv4 in four parts, or IPv6 without a zone, which
 * would name an interface of the caller's machine.
 */
export function isCidr(entry: string): boolean {
  if (entry.includes('%')) return false
  if (!entry.includes(':')) {
    return ipaddr.IPv4.isValidFourPartDecimal(entry) || ipaddr.IPv4.isValidCIDRFourPartDecimal(entry)
  }
  // A block that is wider than all mapped addresses would match no caller: each counts as IPv4.
  return (ipaddr.IPv6.isValid(entry) || ipaddr.IPv6.isValidCIDR(entry)) && !isMapped(blockOf(entry)[0])
}

/**
 * Whether an access list lets an address pass; an empty one lets all pass.
 *
 * @param address as the socket names it; an IPv4 address mapped into IPv6 counts as IPv4, in an entry too
 */
export function isAllowed(accessList: readonly string[], address: string): boolean {
  if (accessList.length === 0) return true
  if (!ipaddr.isValid(address)) return false
  const caller = ipaddr.process(address)
  return accessList.some(entry => {
    const block = blockOf(entry)
    return block[0].kind() === caller.kind() && caller.match(block as [ipaddr.IPv4, number])
  })
}

/** A block of mapped addresses as that of the IPv4 addresses. */
function blockOf(entry: string): Block {
  const hostBits = entry.includes(':') ? 128 : 32
  const [network, bits]: Block = ipaddr.parseCIDR(entry.includes('/') ? entry : `${entry}/${hostBits}`)
  const isBlockMapped = isMapped(network) && bits >= MAPPED_PREFIX
  return isBlockMapped ? [network.toIPv4Address(), bits - MAPPED_PREFIX] : [network, bits]
}

function isMapped(address: ipaddr.IPv4 | ipaddr.IPv6): address is ipaddr.IPv6 {
  return 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress()
}

/** Bits in front of an IPv4 address that is mapped into IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX = 96

/** The address as Atlas would name it in an error. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address
}
