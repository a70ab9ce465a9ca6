import { TemplateFault, tooMuchForMock, unknownToMock } from './fault.ts'

/** A part of an expression. */
export type Token =
  | { kind: 'text'; text: string; isRaw: boolean }
  | { kind: 'number'; text: string }
  | { kind: 'name'; text: string }
  | { kind: 'sign'; text: string }

/** The tokens of an expression, and where the source goes on behind it. */
export interface ReadTokens {
  tokens: readonly Token[]
  end: number
}

/** A chain of so many is evaluated by as many nested calls. */
const MOST_TOKENS = 1000

const NAME = /(?:[\p{L}_$@]|\\[-.:])(?:[\p{L}\p{N}_$@]|\\[-.:])*/uy
const NUMBER = /\d+(?:\.\d+)?/y
const SIGN =
  /&lt;=?|&gt;=?|&amp;&amp;|\.\.[.<!*]?|\?\?|[=!<>]=|&&|\|\||\+\+|--|[-+*/%]=|->|[-+*/%.?=<>!,;:()[\]{}&|]/y

/** Other spellings of a sign. */
const SPELLINGS: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&lt;=': '<=',
  '&gt;': '>',
  '&gt;=': '>=',
  '&amp;&amp;': '&&',
  '&': '&&',
  '|': '||',
  '=': '=='
}

/** What a backslash makes of the next character in a text. */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', f: '\f', b: '\b', g: '>', l: '<', a: '&' },
  ...{ '\\': '\\', "'": "'", '"': '"' }
}

/**
 * Reads an expression up to what closes it: `}` of an interpolation, or `>` or `/>` of a directive, which only
 * parentheses shield.
 *
 * @throws {TemplateFault}
 */
export function readTokens(source: string, start: number, closing: '}' | '>'): ReadTokens {
  const tokens: Token[] = []
  let at = start
  let nesting = 0
  while (at < source.length) {
    if (/[ \t\r\n]/.test(source.charAt(at))) {
      at++
      continue
    }
    const isEmptyTag = closing === '>' && source.startsWith('/>', at)
    if (isEmptyTag || (source.charAt(at) === closing && nesting <= 0)) {
      return { tokens, end: at + (isEmptyTag ? 2 : 1) }
    }
    const { token, end } = readToken(source, at)
    if (token.kind === 'sign') nesting += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    if (tokens.push(token) > MOST_TOKENS) throw tooMuchForMock('parts in an expression')
    at = end
  }
  throw new TemplateFault(`it has an expression without ${closing}`)
}

function readToken(source: string, at: number): { token: Token; end: number } {
  const isRaw = /^r["']/.test(source.slice(at, at + 2))
  if (isRaw || /["']/.test(source.charAt(at))) return readText(source, at, isRaw)
  const name = matchAt(NAME, source, at)
  if (name) return { token: { kind: 'name', text: name.replaceAll('\\', '') }, end: at + name.length }
  const number = matchAt(NUMBER, source, at)
  if (number) return { token: { kind: 'number', text: number }, end: at + number.length }
  const sign = matchAt(SIGN, source, at)
  if (sign === '{') throw unknownToMock('{ } in an expression')
  if (sign) return { token: { kind: 'sign', text: SPELLINGS[sign] ?? sign }, end: at + sign.length }
  throw new TemplateFault(`it has ${source.slice(at, at + 1)} in an expression`)
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

function readText(source: string, start: number, isRaw: boolean): { token: Token; end: number } {
  let at = isRaw ? start + 1 : start
  const quote = source.charAt(at++)
  let text = ''
  for (; at < source.length && source.charAt(at) !== quote; at++) {
    const character = source.charAt(at)
    if (character === '\\' && !isRaw) text += escapeOf(source.charAt(++at))
    else text += character
  }
  if (at >= source.length) throw new TemplateFault('it has a text in an expression that does not end')
  return { token: { kind: 'text', text, isRaw }, end: at + 1 }
}

function escapeOf(character: string): string {
  const text = ESCAPES[character]
  if (text !== undefined) return text
  if (/[x{$]/.test(character)) throw unknownToMock(`\\${character} in a text`)
  throw new TemplateFault(`it has \\${character} in a text, which is no escape`)
}
