import ipaddr from 'ipaddr.js'

/**
 * Whether an address or CIDR block is well formed (IPv4 in four parts, or IPv6).
 */
export function isCidr(entry: string): boolean {
  if (!entry.includes('/')) return ipaddr.IPv4.isValidFourPartDecimal(entry) || ipaddr.IPv6.isValid(entry)
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(entry) || ipaddr.IPv6.isValidCIDR(entry)
}

/**
 * Whether an access list lets an address pass; an empty one lets all pass.
 *
 * @param address as the socket names it; an IPv4 address mapped into IPv6 counts as IPv4
 */
export function isAllowed(accessList: readonly string[], address: string): boolean {
  if (accessList.length === 0) return true
  if (!ipaddr.isValid(address)) return false
  const caller = ipaddr.process(address)
  return accessList.some(entry => {
    const [network, bits] = ipaddr.parseCIDR(entry.includes('/') ? entry : hostBlock(entry))
    return network.kind() === caller.kind() && caller.match([network, bits] as [ipaddr.IPv4, number])
  })
}

/** The address as Atlas would name it in an error. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address
}

function hostBlock(entry: string): string {
  return `${entry}/${entry.includes(':') ? 128 : 32}`
}
