import { noTokens, readAssignments, readLoop } from './directives.ts'
import { ExpressionReader } from './expressions.ts'
import { TemplateFault, tooMuchForMock, unknownToMock } from './fault.ts'
import { type Piece, readPieces, stripLines } from './pieces.ts'
import { DEEPEST, type Expression, type Node } from './syntax.ts'
import type { Token } from './tokens.ts'

/** Directives that divide or end others, which are never met by themselves. */
const DIVIDERS = new Set(['else', 'elseif', 'sep'])

type Opening = Extract<Piece, { kind: 'open' }>

/** Reads a template. @throws {TemplateFault} */
export function readTemplate(source: string): readonly Node[] {
  return new TemplateReader(stripLines(readPieces(source))).whole()
}

class TemplateReader {
  readonly #pieces: readonly Piece[]
  #at = 0
  #depth = 0
  /** Lists that are open. */
  #lists = 0

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  whole(): readonly Node[] {
    const nodes = this.#nodes()
    const piece = this.#pieces[this.#at]
    if (piece) throw new TemplateFault(`it has ${nameOf(piece)} where that cannot be`)
    return nodes
  }

  /** Up to what it does not know how to begin with: the end, `</#…>`, `<#else>` and their like. */
  #nodes(): readonly Node[] {
    if (++this.#depth > DEEPEST) throw tooMuchForMock('directives within each other')
    const nodes: Node[] = []
    for (;;) {
      const piece = this.#pieces[this.#at]
      if (!piece || piece.kind === 'close') break
      if (piece.kind === 'open' && DIVIDERS.has(piece.name) && !(piece.name === 'sep' && this.#lists > 0))
        break
      this.#at++
      nodes.push(...this.#read(piece))
    }
    this.#depth--
    return nodes
  }

  #read(piece: Exclude<Piece, { kind: 'close' }>): readonly Node[] {
    switch (piece.kind) {
      case 'text':
        return [piece]
      case 'comment':
        return []
      case 'output':
        return [{ kind: 'output', expression: new ExpressionReader(piece.tokens).whole() }]
      case 'open':
        return this.#directive(piece.name, piece.tokens)
    }
  }

  #directive(name: string, tokens: readonly Token[]): readonly Node[] {
    switch (name) {
      case 'if':
        return [this.#if(tokens)]
      case 'list':
        return [this.#list(tokens)]
      case 'sep':
        return [this.#sep(tokens)]
      case 'assign':
        return readAssignments(tokens)
      default:
        throw unknownToMock(`<#${name}>`)
    }
  }

  #if(tokens: readonly Token[]): Node {
    let condition: Expression | null = new ExpressionReader(tokens).whole()
    const branches: { condition: Expression | null; body: readonly Node[] }[] = []
    for (;;) {
      branches.push({ condition, body: this.#nodes() })
      const next: Opening | null | undefined =
        condition && (this.#takeOpen('elseif') ?? this.#takeOpen('else'))
      if (!next) break
      condition =
        next.name === 'else' ? noTokens(next.name, next.tokens) : new ExpressionReader(next.tokens).whole()
    }
    this.#close('if')
    return { kind: 'if', branches }
  }

  #list(tokens: readonly Token[]): Node {
    const { items, name } = readLoop(tokens)
    this.#lists++
    const body = this.#nodes()
    this.#lists--
    const otherwise = this.#takeOpen('else')
    if (otherwise) noTokens(otherwise.name, otherwise.tokens)
    const rest = otherwise ? this.#nodes() : []
    this.#close('list')
    return { kind: 'list', items, name, body, otherwise: rest }
  }

  /** Its end may be left out: it then reaches up to the end of what it stands in. */
  #sep(tokens: readonly Token[]): Node {
    noTokens('sep', tokens)
    const body = this.#nodes()
    const next = this.#pieces[this.#at]
    if (next?.kind === 'close' && next.name === 'sep') this.#at++
    return { kind: 'sep', body }
  }

  #takeOpen(name: string): Opening | undefined {
    const piece = this.#pieces[this.#at]
    if (piece?.kind !== 'open' || piece.name !== name) return undefined
    this.#at++
    return piece
  }

  #close(name: string): void {
    const piece = this.#pieces[this.#at]
    if (piece?.kind !== 'close' || piece.name !== name) {
      throw new TemplateFault(
        `it has <#${name}> without </#${name}>${piece ? ` before ${nameOf(piece)}` : ''}`
      )
    }
    this.#at++
  }
}

/** Of what ends nodes: nothing else does. */
function nameOf(piece: Piece): string {
  return piece.kind === 'close' ? `</#${piece.name}>` : `<#${(piece as Opening).name}>`
}
