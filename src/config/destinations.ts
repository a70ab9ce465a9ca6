import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Host names, IP addresses and CIDR ranges, separated by commas.
 *
 * @returns each in one spelling: names in lower case, addresses as ipaddr.js writes them; undefined where one
 * of them is none of these
 */
export function parseDestinations(text: string): string[] | undefined {
  const entries = text.split(',').map(part => {
    const bare = part.trim().replace(/^\[(.*:.*)\]$/, '$1')
    return toRange(bare) ?? toName(bare)
  })
  return entries.includes('') ? undefined : (entries as string[])
}

/** @returns undefined for what begins with no address, empty for an address that is none of ours */
function toRange(text: string): string | undefined {
  const [address = '', prefix, ...more] = text.split('/')
  if (isIP(address) === 0) return undefined
  // An interface's name says nothing about an address elsewhere.
  if (address.includes('%') || more.length > 0) return ''
  const parsed = ipaddr.process(address)
  if (prefix === undefined) return parsed.toString()
  // A range of IPv4-mapped addresses would match none: addresses are compared as what they map.
  const isMapped = parsed.kind() === 'ipv4' && address.includes(':')
  const most = parsed.kind() === 'ipv4' ? 32 : 128
  if (isMapped || !/^\d{1,3}$/.test(prefix) || Number(prefix) > most) return ''
  return `${parsed}/${Number(prefix)}`
}

/** A name that a URL would have as it stands: 0x7f.1 and 2130706433 are addresses in disguise. */
function toName(text: string): string {
  const url = `http://${text}`
  if (!/^\w[\w.-]*$/.test(text) || !URL.canParse(url)) return ''
  const { hostname } = new URL(url)
  return hostname === text.toLowerCase() ? hostname : ''
}
