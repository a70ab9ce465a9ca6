import type { Ajv, FuncKeywordDefinition } from 'ajv'
import { didYouMean } from '../base/did-you-mean.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../catalogue/permissions.ts'
import { METHODS } from '../http/routes.ts'
import type { ControlContext } from './control-operation.ts'

/** The names that a value must be one of: a test that expects no requests would pass with a misspelt name. */
interface KnownNames {
  /** Noun for error messages. */
  noun: string
  names(context: ControlContext): readonly string[]
  ignoresCase?: true
  /** If other names are allowed: whether one that resembles a known name is in use. */
  isUsed?(name: string, context: ControlContext): boolean
}

const integrationTypes = ({ services }: ControlContext) => services.registry.thirdParty

/** The known names by the values of `x-checked`. */
export const KNOWN_NAMES = {
  operation: { noun: 'operation', names: ({ operationIds }) => operationIds },
  method: { noun: 'method', names: () => METHODS, ignoresCase: true },
  errorId: { noun: 'error code', names: ({ services }) => services.catalogue.rows.map(({ id }) => id) },
  errorCode: {
    noun: 'error code',
    names: ({ services }) => [...new Set(services.catalogue.rows.map(({ errorCode }) => errorCode))],
    isUsed: isErrorCodeUsed
  },
  integrationType: {
    noun: 'integration type',
    names: context => integrationTypes(context).map(({ name }) => name)
  },
  offeredType: {
    noun: 'integration type',
    names: context =>
      integrationTypes(context)
        .filter(({ facts }) => !facts.rejectedWith)
        .map(({ name }) => name)
  },
  role: { noun: 'role', names: () => [...ORGANIZATION_ROLES, ...PROJECT_ROLES] }
} as const satisfies Readonly<Record<string, KnownNames>>

/** Adds the keyword `x-checked`. All mocks share the validators, which are called with the context as `this`. */
export function addNameCheck(ajv: Ajv): Ajv {
  // A type that Atlas rejects has an error of its own, which the check of the integration reports.
  const { offeredType: _, ...checked } = KNOWN_NAMES
  const known: Readonly<Record<string, KnownNames>> = checked
  return ajv.removeKeyword('x-checked').addKeyword({
    keyword: 'x-checked',
    type: 'string',
    schemaType: 'string',
    compile(kind: string) {
      const names = known[kind]
      return names ? createCheck(names) : () => true
    }
  })
}

type NameCheck = ReturnType<NonNullable<FuncKeywordDefinition['compile']>>

function createCheck({ noun, names, ignoresCase, isUsed }: KnownNames): NameCheck {
  const check: NameCheck = function (this: ControlContext, given: string): boolean {
    const known = names(this)
    const name = ignoresCase ? given.toUpperCase() : given
    if (known.includes(name)) return true
    if (isUsed && (didYouMean(name, known) === '' || isUsed(name, this))) return true
    check.errors = [{ keyword: 'x-checked', params: { noun, name, known } }]
    return false
  }
  return check
}

/** Returns whether a fault, a stub or a recorded response has an error code. */
function isErrorCodeUsed(code: string, { services }: ControlContext): boolean {
  const { faults, stubs, journal } = services
  const isIn = (item: object) => JSON.stringify(item).split(/\W+/).includes(code)
  return journal.errorCodes.has(code) || faults.list().some(isIn) || stubs.list().some(isIn)
}
