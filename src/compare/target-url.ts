import ipaddr from 'ipaddr.js'
import { CompareError } from './compare-error.ts'

/** Returns whether a URL names this machine. */
export function isLoopback(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback')
}

/**
 * Returns the URL of the service to compare with.
 *
 * @throws {CompareError} unless it is a base URL with https, or with http on this machine
 */
export function parseTarget(text: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new CompareError(
      '--target must be a URL such as https://cloud.mongodb.com, without path or credentials'
    )
  }
  if (url.protocol === 'http:' && !isLoopback(url.href)) {
    throw new CompareError(
      '--target must use https: credentials and responses would be readable on the network'
    )
  }
  return url
}
