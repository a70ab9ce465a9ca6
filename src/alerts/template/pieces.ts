import { TemplateFault, unknownToMock } from './fault.ts'
import { readTokens, type Token } from './tokens.ts'

/** A template cut up. `open` and `close` are directives, `<#name …>` and `</#name>`. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'output'; tokens: readonly Token[] }
  | { kind: 'comment' }
  | { kind: 'open'; name: string; tokens: readonly Token[] }
  | { kind: 'close'; name: string }

/** What is not plain text. */
const MARK = /\$\{|#\{|<\/?@|<#--|<\/?#(?=[A-Za-z])/g
const DIRECTIVE = /(<\/?#)([A-Za-z_]+)(?=[ \t\r\n>/])/y
const CLOSE_END = /[ \t\r\n]*>/y

/** Cuts a template up. @throws {TemplateFault} */
export function readPieces(source: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (;;) {
    MARK.lastIndex = at
    const mark = MARK.exec(source)
    const start = mark?.index ?? source.length
    if (start > at) pieces.push({ kind: 'text', text: source.slice(at, start) })
    if (!mark) return pieces
    const { piece, end } = readMarked(source, mark[0], start)
    pieces.push(piece)
    at = end
  }
}

function readMarked(source: string, mark: string, start: number): { piece: Piece; end: number } {
  const behind = start + mark.length
  if (mark === '${') {
    const { tokens, end } = readTokens(source, behind, '}')
    return { piece: { kind: 'output', tokens }, end }
  }
  if (mark === '<#--') {
    const end = source.indexOf('-->', behind)
    if (end < 0) throw new TemplateFault('it has a comment that does not end')
    return { piece: { kind: 'comment' }, end: end + 3 }
  }
  if (mark === '#{' || mark.endsWith('@')) throw unknownToMock(mark)
  return readDirective(source, start)
}

function readDirective(source: string, start: number): { piece: Piece; end: number } {
  DIRECTIVE.lastIndex = start
  const [whole, mark, name] = DIRECTIVE.exec(source) ?? []
  if (whole === undefined || name === undefined) {
    throw new TemplateFault(`it has a directive that is none: ${source.slice(start, start + 20)}`)
  }
  const behind = start + whole.length
  if (mark === '<#') {
    const { tokens, end } = readTokens(source, behind, '>')
    return { piece: { kind: 'open', name, tokens }, end }
  }
  CLOSE_END.lastIndex = behind
  const close = CLOSE_END.exec(source)
  if (!close) throw new TemplateFault(`it has </#${name} without >`)
  return { piece: { kind: 'close', name }, end: behind + close[0].length }
}

/**
 * Takes the white space and the line's end out of lines that hold nothing but directives and comments.
 * https://freemarker.apache.org/docs/dgui_misc_whitespace.html
 */
export function stripLines(pieces: readonly Piece[]): Piece[] {
  const stripped: Piece[] = []
  let line: Piece[] = []
  const endLine = () => {
    const isBare =
      line.some(({ kind }) => kind !== 'text') &&
      line.every(piece => piece.kind !== 'output' && (piece.kind !== 'text' || piece.text.trim() === ''))
    for (const piece of line) if (!isBare || piece.kind !== 'text') stripped.push(piece)
    line = []
  }
  for (const piece of pieces) {
    if (piece.kind !== 'text') line.push(piece)
    else {
      for (const text of piece.text.split(/(?<=\n)/)) {
        line.push({ kind: 'text', text })
        if (text.endsWith('\n')) endLine()
      }
    }
  }
  endLine()
  return stripped
}
