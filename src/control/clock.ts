/** What a clock shows. */
export interface ClockReading {
  /** Milliseconds since the epoch. */
  now: number
  isFrozen: boolean
}

/** How a clock differs from the machine's: it stands still, or it runs ahead or behind. */
type Movement = { frozenAt: number } | { offset: number }

/**
 * The mock's clock. It follows the machine's until somebody moves it; a sandbox's follows the mock's until
 * somebody moves that. It governs tokens, rate windows, created dates and ids; nonces follow the mock's,
 * since a challenge goes out before anybody knows whose it is.
 */
export class Clock {
  readonly #machine: () => number
  #own: Movement | undefined
  readonly #sandboxes = new Map<string, Movement>()

  /** @param machine milliseconds since the epoch */
  constructor(machine: () => number) {
    this.#machine = machine
  }

  /** Milliseconds since the epoch, in a sandbox or outside of all. */
  now(sandbox?: string): number {
    const movement = this.#movement(sandbox)
    if (movement === undefined) return this.#machine()
    return 'frozenAt' in movement ? movement.frozenAt : this.#machine() + movement.offset
  }

  read(sandbox?: string): ClockReading {
    const movement = this.#movement(sandbox)
    return { now: this.now(sandbox), isFrozen: movement !== undefined && 'frozenAt' in movement }
  }

  /** Sets the time, or leaves it, and lets the clock stand still or run from there. */
  set({ now, isFrozen }: { now?: number | undefined; isFrozen: boolean }, sandbox?: string): ClockReading {
    const time = now ?? this.now(sandbox)
    this.#move(isFrozen ? { frozenAt: time } : { offset: time - this.#machine() }, sandbox)
    return this.read(sandbox)
  }

  /** Moves the time; a clock that stands still stands still later. */
  advance(milliseconds: number, sandbox?: string): ClockReading {
    const { now, isFrozen } = this.read(sandbox)
    return this.set({ now: now + milliseconds, isFrozen }, sandbox)
  }

  /** Lets the sandbox's clock follow the mock's again; without a sandbox, lets all follow the machine's. */
  release(sandbox?: string): void {
    if (sandbox === undefined) {
      this.#own = undefined
      this.#sandboxes.clear()
    } else {
      this.#sandboxes.delete(sandbox)
    }
  }

  #movement(sandbox: string | undefined): Movement | undefined {
    return (sandbox === undefined ? undefined : this.#sandboxes.get(sandbox)) ?? this.#own
  }

  #move(movement: Movement, sandbox: string | undefined): void {
    if (sandbox === undefined) this.#own = movement
    else this.#sandboxes.set(sandbox, movement)
  }
}
