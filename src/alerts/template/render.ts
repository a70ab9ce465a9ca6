import { evaluate } from './evaluate.ts'
import { TemplateFault } from './fault.ts'
import type { Scope } from './scope.ts'
import { type Node, pathOf } from './syntax.ts'
import { toBoolean, toList, toText } from './values.ts'

/** What is rendered, up to a limit. */
export class Output {
  readonly #limit: number
  #text = ''

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** @throws {TemplateFault} over the limit, at once: what is written can be long, and often */
  write(text: string): void {
    this.#text += text
    if (this.#text.length > this.#limit) this.#refuse()
  }

  /** All of it, as UTF-8 can hold it. @throws {TemplateFault} over the limit */
  finish(): string {
    const text = this.#text.toWellFormed()
    return Buffer.byteLength(text) > this.#limit ? this.#refuse() : text
  }

  #refuse(): never {
    throw new TemplateFault(`it renders more than ${this.#limit} bytes`)
  }
}

/** Renders what was read. @throws {TemplateFault} */
export function render(nodes: readonly Node[], scope: Scope, output: Output): void {
  for (const node of nodes) renderNode(node, scope, output)
}

function renderNode(node: Node, scope: Scope, output: Output): void {
  scope.spend(1)
  switch (node.kind) {
    case 'text':
      output.write(node.text)
      break
    case 'output':
      output.write(toText(evaluate(node.expression, scope), `\${${pathOf(node.expression)}}`))
      break
    case 'assign':
      scope.assign(node.name, evaluate(node.value, scope))
      break
    case 'if':
      renderIf(node, scope, output)
      break
    case 'list':
      renderList(node, scope, output)
      break
    case 'sep':
      if (scope.hasNext) render(node.body, scope, output)
  }
}

function renderIf({ branches }: Extract<Node, { kind: 'if' }>, scope: Scope, output: Output): void {
  const branch = branches.find(
    ({ condition }) => condition === null || toBoolean(evaluate(condition, scope), pathOf(condition))
  )
  if (branch) render(branch.body, scope, output)
}

function renderList(node: Extract<Node, { kind: 'list' }>, scope: Scope, output: Output): void {
  const items = toList(evaluate(node.items, scope), pathOf(node.items))
  if (items.length === 0) render(node.otherwise, scope, output)
  const loop = { name: node.name, items, index: 0 }
  scope.enter(loop)
  for (; loop.index < items.length; loop.index++) {
    scope.spend(1)
    render(node.body, scope, output)
  }
  scope.leave()
}
