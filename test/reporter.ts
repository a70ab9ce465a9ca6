import { Transform, type TransformCallback } from 'node:stream'

/**
 * Passes tap's lines of failures and comments on, and closes with the plain line `N passed, N failed, N skipped`.
 * The totals are tap's own: its last comment in the first column.
 */
export default class PlainReporter extends Transform {
  #tail = ''
  /** Processor seconds of the processes that run tests, without those that a test starts. */
  #seconds = 0
  #totals = { pass: 0, fail: 0, skip: 0, todo: 0 }

  override _transform(chunk: Buffer | string, _encoding: BufferEncoding, done: TransformCallback): void {
    const lines = (this.#tail + chunk.toString()).split('\n')
    this.#tail = lines.pop() ?? ''
    for (const line of lines) this.#read(line)
    done()
  }

  override _flush(done: TransformCallback): void {
    this.#read(this.#tail)
    const { pass, fail, skip, todo } = this.#totals
    if (this.#seconds > 0) {
      const { user, system } = process.cpuUsage()
      this.push(`${Math.round(this.#seconds + (user + system) / 1e6)} s of processor time\n`)
    }
    this.push(`${pass} passed, ${fail} failed, ${skip + todo} skipped\n`)
    done()
  }

  #read(line: string): void {
    const seconds = /^ *# processor time: (\S+) s$/.exec(line)?.[1]
    if (seconds) {
      this.#seconds += Number(seconds)
      return
    }
    const totals = /^# \{ (total: .*) \}$/.exec(line)?.[1]
    if (totals) {
      for (const [, key, value] of totals.matchAll(/(\w+): (\d+)/g)) {
        if (key && key in this.#totals) this.#totals[key as 'pass'] = Number(value)
      }
    } else if (!/^\s*ok /.test(line)) {
      this.push(`${line}\n`)
    }
  }
}
