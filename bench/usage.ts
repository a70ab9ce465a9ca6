import { existsSync, readFileSync } from 'node:fs'

/** The kernel counts processor time in ticks: USER_HZ, which is 100 on every platform that Node.js supports. */
const TICK = 0.01

/** Resources that a process and its children use; NaN without /proc. */
export interface Usage {
  /** Resident memory in MB. */
  memory: number
  /** Most resident memory so far. */
  peak: number
  /** Processor time in seconds, all threads, in steps of 10 ms: measure long enough. */
  user: number
  system: number
}

export function usageOf(pid: number): Usage {
  if (!existsSync('/proc/self/stat'))
    return { memory: Number.NaN, peak: Number.NaN, user: Number.NaN, system: Number.NaN }
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []
  const usages = [String(pid), ...children].map(each => {
    const status = readFileSync(`/proc/${each}/status`, 'utf8')
    const size = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
    // The fields after the name, which may contain spaces. schedstat is finer, but has one sum of user and system time.
    const fields = readFileSync(`/proc/${each}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const [user, system] = [fields[11], fields[12]].map(ticks => Number(ticks) * TICK)
    return { memory: size('VmRSS'), peak: size('VmHWM'), user: user as number, system: system as number }
  })
  return usages.reduce((sum, usage) => ({
    memory: sum.memory + usage.memory,
    peak: sum.peak + usage.peak,
    user: sum.user + usage.user,
    system: sum.system + usage.system
  }))
}
