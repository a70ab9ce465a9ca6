/** Between two operands. */
export type Operator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-'

/** An expression as it was read. */
export type Expression =
  | { kind: 'literal'; value: string | number | boolean }
  /** A text with interpolations in it. */
  | { kind: 'parts'; parts: readonly Expression[] }
  | { kind: 'sequence'; items: readonly Expression[] }
  | { kind: 'name'; name: string }
  | { kind: 'member'; target: Expression; key: Expression }
  | { kind: 'builtin'; target: Expression; name: string; given: readonly Expression[] }
  | { kind: 'default'; target: Expression; fallback: Expression | null }
  | { kind: 'exists' | 'group' | 'not' | 'minus' | 'plus'; operand: Expression }
  | { kind: 'binary'; operator: Operator; left: Expression; right: Expression }

/** A template as it was read. */
export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'output'; expression: Expression }
  | { kind: 'if'; branches: readonly { condition: Expression | null; body: readonly Node[] }[] }
  | { kind: 'list'; items: Expression; name: string; body: readonly Node[]; otherwise: readonly Node[] }
  | { kind: 'sep'; body: readonly Node[] }
  | { kind: 'assign'; name: string; value: Expression }

/** Expressions or directives within each other. */
export const DEEPEST = 50

/** How an expression is called in a fault: a path where it is one. */
export function pathOf(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name
    case 'member':
      return `${pathOf(expression.target)}${expression.key.kind === 'literal' ? `.${expression.key.value}` : '[…]'}`
    case 'group':
      return pathOf(expression.operand)
    default:
      return '…'
  }
}
