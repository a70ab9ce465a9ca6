import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../scripts/free-port.ts'
import type { Contestant } from './contestants.ts'
import { SHOTS } from './requests.ts'

/** Processes that must not outlive a benchmark that failed. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

/** Starts a program; `started` is milliseconds from the spawn to the first 200. @param more arguments */
export async function start({ name, args, ready }: Contestant, ...more: string[]) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { headers } = SHOTS.GET
  const begun = performance.now()
  const child = run([...args(String(port)), ...more])
  const ended = once(child, 'exit')
  while (!(await isReady(url + ready, headers))) {
    const end = child.exitCode ?? child.signalCode
    if (end !== null) throw new Error(`${name} ended with ${end}`)
    if (performance.now() - begun > 60_000) throw new Error(`${name} did not start within 60 seconds`)
    await wait(1)
  }
  const started = performance.now() - begun
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { url, pid: child.pid as number, started, stop }
}

async function isReady(url: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** Runs Node.js. @returns milliseconds from the spawn to the first output, or to the end if there is none */
export async function timeToOutput(args: string[]): Promise<number> {
  const begun = performance.now()
  const child = run(args, 'pipe')
  let printed: number | undefined
  child.stdout?.once('data', () => {
    printed = performance.now()
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.join(' ')}: exit code ${code}`)
  return (printed ?? performance.now()) - begun
}

function run(args: string[], stdout: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  const child = spawn(process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** The kernel counts processor time in ticks: USER_HZ, which is 100 on every platform that Node.js supports. */
const TICK = 0.01

/** Resources that a process and its children use; NaN without /proc. */
interface Usage {
  /** Resident memory in MB. */
  memory: number
  /** Most resident memory so far. */
  peak: number
  /** Processor time in seconds, all threads, in steps of 10 ms: measure long enough. */
  user: number
  system: number
}

/** Returns the processor time of a process's main thread in milliseconds; NaN without /proc. */
export function mainThreadOf(pid: number): number {
  const path = `/proc/${pid}/task/${pid}/schedstat`
  return existsSync(path) ? Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e6 : Number.NaN
}

/** Returns the resources that a process has used. */
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
