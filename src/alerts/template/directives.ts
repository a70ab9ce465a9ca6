import { ExpressionReader } from './expressions.ts'
import { TemplateFault, unknownToMock } from './fault.ts'
import type { Expression, Node } from './syntax.ts'
import type { Token } from './tokens.ts'

/** What stands in `<#assign name = value …>`. @throws {TemplateFault} */
export function readAssignments(tokens: readonly Token[]): Node[] {
  const reader = new ExpressionReader(tokens)
  const nodes: Node[] = []
  do {
    const name = reader.variable()
    // With no value it captures what is rendered up to its end.
    if (!reader.next) throw unknownToMock('<#assign> without =')
    reader.expect('==')
    nodes.push({ kind: 'assign', name, value: reader.expression() })
    reader.accepts(',')
  } while (reader.next)
  return nodes
}

/** What stands in `<#list items as name>`. @throws {TemplateFault} */
export function readLoop(tokens: readonly Token[]): { items: Expression; name: string } {
  const reader = new ExpressionReader(tokens)
  const items = reader.expression()
  if (!reader.next) throw unknownToMock('<#list> without as')
  reader.expect('as')
  const name = reader.variable()
  if (reader.accepts(',')) throw unknownToMock('<#list> with two variables')
  reader.end()
  return { items, name }
}

/** @throws {TemplateFault} for a directive with something in it that takes nothing */
export function noTokens(name: string, tokens: readonly Token[]): null {
  if (tokens.length > 0) throw new TemplateFault(`it has <#${name}> with something in it`)
  return null
}
