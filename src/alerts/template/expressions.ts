import { tooMuchForMock, unknownToMock } from './fault.ts'
import { readPieces } from './pieces.ts'
import { DEEPEST, type Expression, type Operator } from './syntax.ts'
import { isReserved, TokenReader, WORDS } from './token-reader.ts'
import type { Token } from './tokens.ts'

/** From the loosest to the tightest; whether they chain. */
const LEVELS: readonly (readonly [operators: readonly Operator[], chains: boolean])[] = [
  [['||'], true],
  [['&&'], true],
  [['==', '!='], false],
  [['<', '<=', '>', '>='], false],
  [['+', '-'], true]
]

const PREFIXES = { '!': 'not', '-': 'minus', '+': 'plus' } as const

/**
 * Reads expressions as FreeMarker's grammar has them, the loose right side of `!` included.
 * https://freemarker.apache.org/docs/dgui_template_exp.html
 */
export class ExpressionReader extends TokenReader {
  #depth: number

  /** @param depth how deep it stands within other expressions */
  constructor(tokens: readonly Token[], depth = 0) {
    super(tokens)
    this.#depth = depth
  }

  /** All of it is one expression. @throws {TemplateFault} */
  whole(): Expression {
    const expression = this.expression()
    this.end()
    return expression
  }

  /** @throws {TemplateFault} */
  expression(): Expression {
    if (++this.#depth > DEEPEST) throw tooMuchForMock('expressions within each other')
    const expression = this.#binary(0)
    this.#depth--
    return expression
  }

  #binary(level: number): Expression {
    const [operators, chains] = LEVELS[level] ?? []
    if (!operators) return this.#unary()
    let left = this.#binary(level + 1)
    for (;;) {
      const operator = this.#operator(operators)
      if (!operator) return left
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) }
      if (!chains) return left
    }
  }

  #operator(operators: readonly Operator[]): Operator | undefined {
    const { kind, text = '' } = this.next ?? {}
    const sign = kind === 'name' ? WORDS[text] : kind === 'sign' ? text : undefined
    const operator = operators.find(operator => operator === sign)
    if (operator) this.skip()
    return operator
  }

  #unary(): Expression {
    const { kind, text } = this.next ?? {}
    if (kind !== 'sign' || (text !== '!' && text !== '-' && text !== '+')) return this.#postfix()
    let count = 1
    this.skip()
    // Only `!` may stand twice.
    while (text === '!' && this.accepts('!')) count++
    let operand = this.#postfix()
    for (; count > 0; count--) operand = { kind: PREFIXES[text], operand }
    return operand
  }

  #postfix(): Expression {
    let target = this.#primary()
    for (;;) {
      if (this.accepts('.')) target = { kind: 'member', target, key: literal(this.word()) }
      else if (this.accepts('[')) {
        target = { kind: 'member', target, key: this.expression() }
        this.expect(']')
      } else if (this.accepts('?')) target = this.#builtin(target)
      else if (this.accepts('??')) target = { kind: 'exists', operand: target }
      else if (this.accepts('!')) {
        target = { kind: 'default', target, fallback: this.#startsExpression ? this.expression() : null }
      } else return target
    }
  }

  #builtin(target: Expression): Expression {
    const name = this.word()
    // A format of numbers or times.
    if (name === 'string' && this.next?.text === '.') throw unknownToMock('?string.')
    return { kind: 'builtin', target, name, given: this.accepts('(') ? this.#list(')') : [] }
  }

  /** Whether what follows `!` is its default. */
  get #startsExpression(): boolean {
    const { kind, text = '' } = this.next ?? {}
    if (kind === 'sign') return /^[([.!+-]$/.test(text)
    return kind !== undefined && (kind !== 'name' || !isReserved(text) || /^(true|false)$/.test(text))
  }

  #list(close: string): Expression[] {
    const items: Expression[] = []
    if (this.accepts(close)) return items
    do items.push(this.expression())
    while (this.accepts(','))
    this.expect(close)
    return items
  }

  #primary(): Expression {
    const token = this.next
    if (token?.kind === 'text') {
      this.skip()
      return token.isRaw ? literal(token.text) : this.#text(token.text)
    }
    if (token?.kind === 'number') {
      this.skip()
      return literal(Number(token.text))
    }
    if (this.accepts('true')) return literal(true)
    if (this.accepts('false')) return literal(false)
    if (this.accepts('[')) return { kind: 'sequence', items: this.#list(']') }
    if (!this.accepts('(')) return { kind: 'name', name: this.variable() }
    const operand = this.expression()
    this.expect(')')
    return { kind: 'group', operand }
  }

  #text(text: string): Expression {
    const pieces = readPieces(text)
    if (pieces.every(({ kind }) => kind === 'text')) return literal(text)
    const parts = pieces.map((piece): Expression => {
      if (piece.kind === 'text') return literal(piece.text)
      if (piece.kind !== 'output') throw unknownToMock('a directive within a text')
      return new ExpressionReader(piece.tokens, this.#depth).whole()
    })
    return { kind: 'parts', parts }
  }
}

function literal(value: string | number | boolean): Expression {
  return { kind: 'literal', value }
}
