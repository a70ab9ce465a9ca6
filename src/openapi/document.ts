import { PACKAGE, readAsset } from '../assets.ts'
import { OPERATIONS } from '../atlas/plugin.ts'
import { CONTROL_PATH } from '../control/sandboxes.ts'
import { knownNames } from '../control-api/check-references.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { CONTROL_OPERATIONS, OFF_OPERATIONS } from '../control-api/operations.ts'
import { CLOCK_YEARS } from '../control-api/routes/clock.ts'
import { readControlSchemas } from '../control-api/schemas.ts'
import { createComponents } from './components.ts'
import { describeControl, describeOperation } from './operations.ts'

/** The parts of the document that do not depend on the mock. */
const FRAME = readAsset<{ info: object; components: { securitySchemes: Record<string, object> } }>(
  'schemas/openapi.json'
)

/**
 * Creates the OpenAPI document.
 *
 * @param url of the mock: generated clients need absolute URLs
 */
export function createDocument(context: ControlContext, url: string): Record<string, unknown> {
  const { registry, settings } = context.services
  // The operations list the properties of RequestFilter as their parameters.
  const controlSchemas = readControlSchemas().filter(({ $id }) => $id !== 'RequestFilter')
  const schemas = [...createComponents(registry), ...controlSchemas]
  const controlOperations = settings.control ? CONTROL_OPERATIONS : OFF_OPERATIONS
  const operations = [
    ...OPERATIONS.map(operation => ({
      method: operation.method,
      path: `/api/atlas/v2${operation.path}`,
      described: describeOperation(operation, context)
    })),
    ...controlOperations.map(operation => ({
      method: operation.method,
      path: CONTROL_PATH + operation.path,
      described: describeControl(operation)
    }))
  ]
  const paths: Record<string, Record<string, object>> = {}
  for (const { method, path, described } of operations) {
    const template = path.replace(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [method.toLowerCase()]: described }
  }
  const resolved = resolve(
    {
      schemas: Object.fromEntries(schemas.map(({ $id, ...schema }) => [$id, schema])),
      paths
    },
    checkedKeywords(context)
  )
  const { ServiceAccounts, ...schemes } = FRAME.components.securitySchemes
  const flows = { clientCredentials: { tokenUrl: `${url}/api/oauth/token`, scopes: {} } }
  return {
    ...FRAME,
    info: { ...FRAME.info, version: PACKAGE.version },
    components: {
      securitySchemes: { ServiceAccounts: { ...ServiceAccounts, flows }, ...schemes },
      schemas: resolved.schemas
    },
    paths: resolved.paths,
    servers: [{ url }]
  }
}

/** Returns schema keywords for checks made in code, by the values of `x-checked`. */
function checkedKeywords(context: ControlContext): Readonly<Record<string, object>> {
  const names = Object.entries(knownNames(context))
  return {
    ...Object.fromEntries(names.map(([name, known]) => [name, { enum: known }])),
    clock: { pattern: CLOCK_YEARS }
  }
}

/** Returns a copy of a value with the document's form of references, and keywords in place of each `x-checked`. */
function resolve<T>(value: T, keywords: Readonly<Record<string, object>>): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => resolve(item, keywords)) as T
  const { 'x-checked': checked, ...rest } = value as Record<string, unknown>
  const entries = Object.entries(rest).map(([key, item]) => [
    key,
    key === '$ref' ? `#/components/schemas/${String(item).replace('#', '')}` : resolve(item, keywords)
  ])
  return { ...Object.fromEntries(entries), ...(checked !== undefined && keywords[String(checked)]) } as T
}
