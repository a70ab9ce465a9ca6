import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Settings } from '../config/config.ts'
import type { Terminal } from '../config/terminal.ts'
import { listeningUrl } from '../http/listening.ts'

/** Milliseconds. */
const TIMEOUT = 3_000

/** Returns whether the server at these settings is healthy; prints the reason to standard error if not. */
export async function checkHealth(
  settings: Pick<Settings, 'host' | 'port' | 'tls'>,
  terminal: Terminal
): Promise<boolean> {
  try {
    const status = await statusOf(`${listeningUrl(settings, settings.port)}/_mock/v1/health`)
    if (status !== 200) terminal.warn(`unhealthy, status ${status}`)
    return status === 200
  } catch (error) {
    terminal.warn(`health check failed: ${(error as Error).message}`)
    return false
  }
}

async function statusOf(url: string): Promise<number | undefined> {
  const { get } = await import(url.startsWith('https') ? 'node:https' : 'node:http')
  // The certificate may be signed by the generated CA, and the check sends no secret.
  const request = get(url, { signal: AbortSignal.timeout(TIMEOUT), rejectUnauthorized: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}
