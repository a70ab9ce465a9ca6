import type { Settings } from '../config.ts'

/** Milliseconds that an answer may take. */
const PATIENCE = 3_000

/** Asks the server of these settings for its health; says why not on standard error. */
export async function checkHealth({ host, port }: Pick<Settings, 'host' | 'port'>): Promise<boolean> {
  try {
    const response = await fetch(`http://${reachable(host)}:${port}/_mock/v1/health`, {
      signal: AbortSignal.timeout(PATIENCE)
    })
    if (!response.ok) process.stderr.write(`atlas-mock: unhealthy, status ${response.status}\n`)
    return response.ok
  } catch (error) {
    const { cause, message } = error as Error
    process.stderr.write(`atlas-mock: no answer: ${cause instanceof Error ? cause.message : message}\n`)
    return false
  }
}

/** An address that listens everywhere is asked at the loopback; IPv6 goes into brackets. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
