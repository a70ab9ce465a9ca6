import { tooMuchForMock } from './fault.ts'
import type { Hash, Value } from './values.ts'

/** Steps and characters that one rendering may take: lists within lists must not keep the process busy. */
const MOST_WORK = 1_000_000

/** A list that is being gone through. */
export interface Loop {
  name: string
  items: readonly (Value | null)[]
  index: number
}

/** What a template's expressions see: variables of lists, its own, and the alert's fields. */
export class Scope {
  readonly #data: Hash
  readonly #assigned = new Map<string, Value>()
  readonly #loops: Loop[] = []
  #work = MOST_WORK

  constructor(data: Hash) {
    this.#data = data
  }

  /** Counts work that is about to be done. @throws {TemplateFault} */
  spend(work: number): void {
    this.#work -= work
    if (this.#work < 0) throw tooMuchForMock('work')
  }

  /** A variable's value; undefined: it is missing. */
  find(name: string): Value | undefined {
    for (const loop of this.#loops.toReversed()) {
      const value = ofLoop(loop, name)
      if (value !== undefined) return value
    }
    return (
      this.#assigned.get(name) ??
      (Object.hasOwn(this.#data, name) ? (this.#data[name] ?? undefined) : undefined)
    )
  }

  assign(name: string, value: Value): void {
    this.#assigned.set(name, value)
  }

  /** The innermost list with a variable of that name. */
  loop(name: string): Loop | undefined {
    return this.#loops.findLast(loop => loop.name === name)
  }

  /** Whether the innermost list goes on; there must be one. */
  get hasNext(): boolean {
    const { items, index } = this.#loops.at(-1) as Loop
    return index < items.length - 1
  }

  enter(loop: Loop): void {
    this.#loops.push(loop)
  }

  leave(): void {
    this.#loops.pop()
  }
}

function ofLoop({ name: own, items, index }: Loop, name: string): Value | undefined {
  if (name === own) return items[index] ?? undefined
  if (name === `${own}_index`) return index
  if (name === `${own}_has_next`) return index < items.length - 1
  return undefined
}
