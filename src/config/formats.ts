import { isIPv6 } from 'node:net'
import { isCidr } from '../http/addresses.ts'

/** A format of `schemas/settings.json`. */
interface Format {
  validate(text: string): boolean
  /** Returns the form that the server uses. */
  normalize?(text: string): string
}

/** The formats by name. */
export const FORMATS: Readonly<Record<string, Format>> = {
  path: { validate: text => text.trim() !== '' && !text.includes('\0') },
  'base-url': {
    validate: text => /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text),
    normalize: text => text.replace(/\/+$/, '')
  },
  // As in `URL.hostname`: lower case, IPv6 in brackets.
  host: {
    validate: name => /^(\[[\dA-Fa-f:.]+\]|[\w.-]+)$/.test(bracketed(name)) && URL.canParse(urlOf(name)),
    normalize: name => new URL(urlOf(name)).hostname
  },
  destination: {
    validate: text => isCidr(destinationOf(text)) || isHostName(destinationOf(text)),
    normalize: destinationOf
  }
}

function bracketed(name: string): string {
  return isIPv6(name) ? `[${name}]` : name
}

function urlOf(name: string): string {
  return `http://${bracketed(name)}`
}

function destinationOf(text: string): string {
  return text.replace(/^\[(.*:.*)\]$/, '$1').toLowerCase()
}

/** Returns whether URL parsing leaves a host name unchanged: 0x7f.1 and 2130706433 are addresses. */
function isHostName(text: string): boolean {
  const url = `http://${text}`
  return /^\w[\w.-]*$/.test(text) && URL.canParse(url) && new URL(url).hostname === text
}
