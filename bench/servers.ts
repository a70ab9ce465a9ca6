import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Job, Volley } from './requests.ts'

/** A program that serves, and what shows that it does. */
export interface Program {
  /** Arguments of Node.js for a port. */
  args(port: number): string[]
  /** What it is asked until it answers with 200. */
  ready: { path: string; headers?: Record<string, string> }
}

/** A program that runs. */
export interface Server {
  url: string
  pid: number
  /** Milliseconds from the spawn to the first 200. */
  started: number
  stop(): Promise<void>
}

/** Milliseconds after which a start has failed. */
const PATIENCE = 120_000

/** What runs; it must not outlive a benchmark that failed. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a program and waits for its first answer. */
export async function start({ args, ready }: Program): Promise<Server> {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, args(port), { stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  let told = ''
  child.stderr.on('data', chunk => {
    told = (told + chunk).slice(-2_000)
  })
  while ((await statusOf(port, ready)) !== 200) {
    if (child.exitCode !== null) throw new Error(`${args(port).join(' ')} ended: ${told}`)
    if (performance.now() - begun > PATIENCE) throw new Error(`${args(port).join(' ')} does not answer`)
    await wait(1)
  }
  const started = performance.now() - begun
  return { url: `http://127.0.0.1:${port}`, pid: child.pid as number, started, stop: () => end(child) }
}

async function end(child: ChildProcess): Promise<void> {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** @returns 0 where nobody listens yet */
function statusOf(port: number, { path, headers = {} }: Program['ready']): Promise<number> {
  return new Promise(resolve => {
    get({ host: '127.0.0.1', port, path, headers, agent: false }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    }).on('error', () => resolve(0))
  })
}

/** Has a round of load fired, by a process of its own. */
export async function shoot(job: Job): Promise<Volley> {
  const gun = spawn(process.execPath, [new URL('gun.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  gun.stdin.end(JSON.stringify(job))
  let told = ''
  gun.stdout.on('data', chunk => {
    told += chunk
  })
  const [code] = await once(gun, 'close')
  if (code !== 0) throw new Error(`a round of load failed: ${job.shot.method} ${job.url}${job.shot.path}`)
  return JSON.parse(told) as Volley
}
