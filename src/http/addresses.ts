import ipaddr from 'ipaddr.js'

type Block = [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number]

/**
 * Returns whether an entry is a valid address or CIDR block: IPv4 in four parts, or IPv6 without a zone, which would
 * name a network interface of the client.
 */
export function isCidr(entry: string): boolean {
  if (entry.includes('%')) return false
  if (!entry.includes(':')) {
    return ipaddr.IPv4.isValidFourPartDecimal(entry) || ipaddr.IPv4.isValidCIDRFourPartDecimal(entry)
  }
  // Mapped addresses compare as IPv4, so a block wider than the mapped range would match no caller.
  return (ipaddr.IPv6.isValid(entry) || ipaddr.IPv6.isValidCIDR(entry)) && !isMapped(blockOf(entry)[0])
}

/**
 * Returns whether an access list permits an address; an empty list permits all. IPv4 addresses mapped into IPv6
 * compare as IPv4, in entries too.
 *
 * @param address the client address as reported by the socket
 */
export function isAllowed(accessList: readonly string[], address: string): boolean {
  return accessList.length === 0 || isWithin(accessList, address)
}

export function isWithin(list: readonly string[], address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return list.some(entry => {
    const block = blockOf(entry)
    return block[0].kind() === parsed.kind() && parsed.match(block as [ipaddr.IPv4, number])
  })
}

/**
 * Returns an address or CIDR block in canonical form: a block without host bits, addresses as RFC 5952 writes them.
 * Entries for the same addresses have the same form; undefined for an invalid entry.
 */
export function canonicalBlock(entry: string): string | undefined {
  if (!isCidr(entry)) return undefined
  const [address, bits] = blockOf(entry)
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6
  return `${family.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`
}

/** Returns whether a CIDR block is valid and contains a single address. */
export function isSingleAddress(block: string): boolean {
  return /^\d+(\.\d+){3}\/32$|:.*\/128$/.test(canonicalBlock(block) ?? '')
}

/** Parses an entry; converts a block of mapped addresses to IPv4. */
function blockOf(entry: string): Block {
  const hostBits = entry.includes(':') ? 128 : 32
  const [network, bits]: Block = ipaddr.parseCIDR(entry.includes('/') ? entry : `${entry}/${hostBits}`)
  const isBlockMapped = isMapped(network) && bits >= MAPPED_PREFIX
  return isBlockMapped ? [network.toIPv4Address(), bits - MAPPED_PREFIX] : [network, bits]
}

function isMapped(address: ipaddr.IPv4 | ipaddr.IPv6): address is ipaddr.IPv6 {
  return 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress()
}

/** Prefix length of IPv4 addresses mapped into IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX = 96

/** Returns an address as Atlas writes it in errors; mapped addresses as IPv4. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address
}
