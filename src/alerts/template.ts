import { TemplateFault } from './template/fault.ts'
import { readTemplate } from './template/nodes.ts'
import { Output, render } from './template/render.ts'
import { Scope } from './template/scope.ts'
import type { Hash } from './template/values.ts'

/**
 * Renders a template with values: a part of FreeMarker, in which Atlas's templates are written. What FreeMarker
 * has beyond that part is a fault that says so. Nothing is escaped by itself, and a value that is missing or
 * null is a fault unless it has a default.
 *
 * - https://www.mongodb.com/docs/atlas/tutorial/webhook-integration/
 * - https://www.mongodb.com/docs/ops-manager/current/tutorial/webhook-templating/
 *
 * @param values what JSON can hold
 * @param limit bytes that the outcome may have
 * @throws {TemplateFault}
 */
export function renderTemplate(
  template: string,
  values: Readonly<Record<string, unknown>>,
  limit: number
): string {
  const nodes = readTemplate(template)
  const output = new Output(limit)
  render(nodes, new Scope(JSON.parse(JSON.stringify(values)) as Hash), output)
  return output.finish()
}

/** @throws {TemplateFault} for what is no JSON */
export function parseRendered(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TemplateFault('it renders no JSON')
  }
}
