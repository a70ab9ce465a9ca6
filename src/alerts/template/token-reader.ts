import { TemplateFault, unknownToMock } from './fault.ts'
import type { Token } from './tokens.ts'

/** Operators as words, which can be no variable's name. */
export const WORDS: Readonly<Record<string, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' }
const RESERVED = new Set(['as', 'in', 'using', 'true', 'false', ...Object.keys(WORDS)])

/** Signs of FreeMarker that the mock has no use for. */
const UNKNOWN = /^(\.\.[.<!*]?|\+\+|--|[-+*/%]=|->|[*/%.;:(])$/

/** Goes through the tokens of an expression or a directive. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** The token that is next. */
  get next(): Token | undefined {
    return this.#tokens[this.#at]
  }

  /** Goes past the next token. */
  skip(): void {
    this.#at++
  }

  /** Whether a sign or word is next; goes past it. */
  accepts(text: string): boolean {
    const isNext = this.next?.text === text && (this.next.kind === 'sign' || this.next.kind === 'name')
    if (isNext) this.skip()
    return isNext
  }

  /** @throws {TemplateFault} where it is not next */
  expect(text: string): void {
    if (!this.accepts(text)) this.refuse()
  }

  /** A variable's name. @throws {TemplateFault} */
  variable(): string {
    return isReserved(this.next?.text ?? '') ? this.refuse() : this.word()
  }

  /** A name after a dot or question mark, which may be any. @throws {TemplateFault} */
  word(): string {
    const token = this.next
    if (token?.kind !== 'name') return this.refuse()
    this.skip()
    return token.text
  }

  /** @throws {TemplateFault} for what is left */
  end(): void {
    if (this.next) this.refuse()
  }

  /** Of the next token. @throws {TemplateFault} */
  refuse(): never {
    const token = this.next
    if (!token) throw new TemplateFault('it has an expression that breaks off')
    if (token.kind === 'sign' && UNKNOWN.test(token.text)) {
      throw unknownToMock(`${token.text} in an expression`)
    }
    throw new TemplateFault(`it has ${token.text} where that cannot be`)
  }
}

/** Whether a word is no variable's name. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word)
}
