import { TemplateFault } from './fault.ts'
import type { Scope } from './scope.ts'
import type { Operator } from './syntax.ts'
import { isHash, isList, NOTHING, toNumber, toText, type Value } from './values.ts'

type Paths = readonly [string, string]

/**
 * What an operator makes of two values.
 *
 * @param paths how they are called in a fault
 * @throws {TemplateFault} for kinds of values that it is not for
 */
export function combine(
  operator: Exclude<Operator, '&&' | '||'>,
  [left, right]: readonly [Value, Value],
  scope: Scope,
  paths: Paths = ['…', '…']
): Value {
  switch (operator) {
    case '==':
    case '!=':
      return areEqual(left, right, scope) === (operator === '==')
    case '+':
      return add(left, right, scope, paths)
    default:
      return calculate(operator, toNumber(left, paths[0]), toNumber(right, paths[1]))
  }
}

function calculate(operator: '-' | '<' | '<=' | '>' | '>=', left: number, right: number): Value {
  switch (operator) {
    case '-':
      return left - right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}

/** Only values of one kind can be compared. */
function areEqual(left: Value, right: Value, scope: Scope): boolean {
  const [first, second] = [left, right].map(value => (value === NOTHING ? '' : value))
  if (typeof first !== typeof second || typeof first === 'object') {
    throw new TemplateFault('it compares values of different kinds, or lists or hashes')
  }
  if (typeof first === 'string') scope.spend(first.length)
  return first === second
}

function add(left: Value, right: Value, scope: Scope, paths: Paths): Value {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (isList(left) && isList(right)) {
    scope.spend(left.length + right.length)
    return [...left, ...right]
  }
  if (isHash(left) && isHash(right)) {
    const entries = [...Object.entries(left), ...Object.entries(right)]
    scope.spend(entries.length)
    // Object.fromEntries keeps a key such as `__proto__` an ordinary one.
    return Object.fromEntries(entries)
  }
  const [first, second] = [toText(left, paths[0]), toText(right, paths[1])]
  // The longer one is not copied.
  scope.spend(Math.min(first.length, second.length))
  return first + second
}
