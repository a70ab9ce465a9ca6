import type { SecretShown } from '../vocabulary.ts'

/** As Atlas's form shows a template that is set. */
const MASKED = '******'

/**
 * A secret as an answer shows it.
 *
 * - `last4`: length kept, all but the last four characters `*`; of four or fewer, all of them
 * - `url`: `scheme://host[:port]/****` and the last four characters; user information is dropped
 * - `masked`: `******`, whatever it is
 *
 * @returns undefined for what is never shown
 */
export function redact(shown: SecretShown, value: string): string | undefined {
  switch (shown) {
    case 'plain':
      return value
    case 'never':
      return undefined
    case 'masked':
      return MASKED
    case 'last4':
      return redactKey(value)
    case 'url':
      return redactUrl(value)
  }
}

function redactKey(value: string): string {
  // By code point: half a surrogate pair would not survive UTF-8.
  const characters = [...value]
  const kept = characters.length > 4 ? 4 : 0
  return '*'.repeat(characters.length - kept) + characters.slice(characters.length - kept).join('')
}

function redactUrl(value: string): string {
  const [, scheme = '', host = '', rest = ''] =
    /^([A-Za-z]+:\/\/)(?:[^/?#\\]*@)?([^/?#\\]*)(.*)$/s.exec(value) ?? []
  // User information is no part of what the last four characters are taken from.
  return `${scheme}${host}/****${[...(scheme + host + rest)].slice(-4).join('')}`
}
