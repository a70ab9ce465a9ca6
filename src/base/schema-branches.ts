import type { ErrorObject } from 'ajv'

/** Returns whether an error means that a branch of `oneOf` or `anyOf` lacks a property. */
export function isAlternative({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword === 'required' && /\/(oneOf|anyOf)\/\d+\/required$/.test(schemaPath)
}

/** Removes the errors of branches for another type if the value has the type of a branch. */
export function withoutOtherTypes(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = []
  for (const error of errors) {
    if (error.keyword === 'oneOf' || error.keyword === 'anyOf') {
      // The errors of the branches precede their summary.
      const inner = kept.splice(kept.findLastIndex(({ schemaPath }) => !isWithin(schemaPath, error)) + 1)
      const branches = Map.groupBy(inner, ({ schemaPath }) => branchOf(schemaPath, error))
      const fitting = [...branches.values()].filter(branch => !branch.some(item => isTypeOf(item, error)))
      for (const item of fitting.length > 0 ? fitting.flat() : inner) kept.push(item)
    }
    kept.push(error)
  }
  return kept
}

function isWithin(schemaPath: string, summary: ErrorObject): boolean {
  return schemaPath.startsWith(`${summary.schemaPath}/`)
}

function branchOf(schemaPath: string, summary: ErrorObject): string | undefined {
  return schemaPath.slice(summary.schemaPath.length + 1).split('/')[0]
}

/** Returns whether an error is about the type of the value that a summary is about. */
function isTypeOf({ keyword, instancePath }: ErrorObject, summary: ErrorObject): boolean {
  return keyword === 'type' && instancePath === summary.instancePath
}
