import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Parses comma-separated host names, IP addresses and CIDR ranges.
 *
 * @returns names in lower case, addresses as ipaddr.js writes them; undefined if an entry is invalid
 */
export function parseDestinations(text: string): string[] | undefined {
  const entries = text.split(',').map(part => {
    const bare = part.trim().replace(/^\[(.*:.*)\]$/, '$1')
    return toRange(bare) ?? toName(bare)
  })
  return entries.includes('') ? undefined : (entries as string[])
}

/** @returns undefined if the text does not begin with an address, empty for an invalid address or range */
function toRange(text: string): string | undefined {
  const [address = '', prefix, ...more] = text.split('/')
  if (isIP(address) === 0) return undefined
  // A zone is local to this machine.
  if (address.includes('%') || more.length > 0) return ''
  const parsed = ipaddr.process(address)
  if (prefix === undefined) return parsed.toString()
  // A range of IPv4-mapped addresses would match nothing: the mock compares the IPv4 address.
  const isMapped = parsed.kind() === 'ipv4' && address.includes(':')
  const maxPrefix = parsed.kind() === 'ipv4' ? 32 : 128
  if (isMapped || !/^\d{1,3}$/.test(prefix) || Number(prefix) > maxPrefix) return ''
  return `${parsed}/${Number(prefix)}`
}

/** Returns a host name that URL parsing leaves unchanged, else an empty text: 0x7f.1 and 2130706433 are addresses. */
function toName(text: string): string {
  const url = `http://${text}`
  if (!/^\w[\w.-]*$/.test(text) || !URL.canParse(url)) return ''
  const { hostname } = new URL(url)
  return hostname === text.toLowerCase() ? hostname : ''
}
