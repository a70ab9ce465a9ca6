import { applyBuiltin, hasContent } from './builtins.ts'
import { MissingFault, TemplateFault, unknownToMock } from './fault.ts'
import { combine } from './operators.ts'
import type { Loop, Scope } from './scope.ts'
import { type Expression, pathOf } from './syntax.ts'
import { isHash, isList, NOTHING, toBoolean, toNumber, type Value } from './values.ts'

type Builtin = Extract<Expression, { kind: 'builtin' }>

/** What is told of a list's variable. */
const OF_LOOPS: Readonly<Record<string, (loop: Loop) => Value>> = {
  index: ({ index }) => index,
  counter: ({ index }) => index + 1,
  has_next: ({ index, items }) => index < items.length - 1,
  is_first: ({ index }) => index === 0,
  is_last: ({ index, items }) => index === items.length - 1
}

/** An expression's value. @throws {TemplateFault} where it has none */
export function evaluate(expression: Expression, scope: Scope): Value {
  const value = attempt(expression, scope)
  if (value !== undefined) return value
  throw new MissingFault(`there is no \${${pathOf(expression)}}`)
}

/** Only the last step may be missing: what an earlier one needs is a fault. */
function attempt(expression: Expression, scope: Scope): Value | undefined {
  scope.spend(1)
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'parts':
      return expression.parts
        .map(part => evaluate(part, scope))
        .reduce((a, b) => combine('+', [a, b], scope), '')
    case 'sequence':
      return expression.items.map(item => evaluate(item, scope))
    case 'name':
      return scope.find(expression.name)
    case 'member':
      return memberOf(expression.target, expression.key, scope)
    case 'builtin':
      return ofBuiltin(expression, scope)
    case 'default':
      return forgiving(expression.target, scope) ?? ofFallback(expression.fallback, scope)
    case 'exists':
      return forgiving(expression.operand, scope) !== undefined
    case 'group':
      return attempt(expression.operand, scope)
    case 'not':
      return !toBoolean(evaluate(expression.operand, scope), pathOf(expression.operand))
    case 'minus':
      return -toNumber(evaluate(expression.operand, scope), pathOf(expression.operand))
    case 'plus':
      return toNumber(evaluate(expression.operand, scope), pathOf(expression.operand))
    case 'binary':
      return ofBinary(expression, scope)
  }
}

/** In parentheses anything may be missing. */
function forgiving(expression: Expression, scope: Scope): Value | undefined {
  if (expression.kind !== 'group') return attempt(expression, scope)
  try {
    return attempt(expression, scope)
  } catch (error) {
    if (error instanceof MissingFault) return undefined
    throw error
  }
}

function ofFallback(fallback: Expression | null, scope: Scope): Value {
  return fallback === null ? NOTHING : evaluate(fallback, scope)
}

function memberOf(target: Expression, key: Expression, scope: Scope): Value | undefined {
  const value = evaluate(target, scope)
  const name = evaluate(key, scope)
  const path = pathOf(target)
  if (typeof name === 'string') {
    if (value === NOTHING) return undefined
    if (!isHash(value)) throw new TemplateFault(`${path} is no hash, so it has no ${name}`)
    return Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined
  }
  const index = toNumber(name, pathOf(key))
  if (typeof value === 'string') throw unknownToMock('a character of a text')
  if (value === NOTHING) return undefined
  if (!isList(value)) throw new TemplateFault(`${path} is no list`)
  return value[index] ?? undefined
}

function ofBuiltin({ target, name, given }: Builtin, scope: Scope): Value | undefined {
  const loopPart = Object.hasOwn(OF_LOOPS, name) ? OF_LOOPS[name] : undefined
  if (loopPart && given.length === 0) {
    const loop = target.kind === 'name' ? scope.loop(target.name) : undefined
    if (!loop) throw new TemplateFault(`?${name} is for the variable of a list`)
    return loopPart(loop)
  }
  if (name === 'has_content' && given.length === 0) return hasContent(forgiving(target, scope))
  const value = evaluate(target, scope)
  const path = pathOf(target)
  const [first, second] = given
  if (name === 'then' && first && second && given.length === 2) {
    return evaluate(toBoolean(value, path) ? first : second, scope)
  }
  return applyBuiltin(name, { value, given: given.map(item => evaluate(item, scope)), path, scope })
}

function ofBinary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, scope: Scope): Value {
  const first = evaluate(left, scope)
  if (operator === '&&' || operator === '||') {
    const isFirst = toBoolean(first, pathOf(left))
    if (isFirst === (operator === '||')) return isFirst
    return toBoolean(evaluate(right, scope), pathOf(right))
  }
  return combine(operator, [first, evaluate(right, scope)], scope, [pathOf(left), pathOf(right)])
}
