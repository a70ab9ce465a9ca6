import { get as httpGet, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import type { Settings } from '../config.ts'
import { listeningUrl } from '../http/listening.ts'
import type { Terminal } from './terminal.ts'

/** Milliseconds. */
const TIMEOUT = 3_000

/** Returns whether the server at these settings is healthy; prints the reason to standard error if not. */
export async function checkHealth(
  settings: Pick<Settings, 'host' | 'port' | 'tls'>,
  { stderr }: Pick<Terminal, 'stderr'>
): Promise<boolean> {
  try {
    const status = await statusOf(`${listeningUrl(settings, settings.port)}/_mock/v1/health`)
    if (status !== 200) stderr.write(`atlas-mock: unhealthy, status ${status}\n`)
    return status === 200
  } catch (error) {
    stderr.write(`atlas-mock: health check failed: ${(error as Error).message}\n`)
    return false
  }
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onResponse = (response: IncomingMessage) => {
      response.resume()
      resolve(response.statusCode)
    }
    // The certificate may be signed by the generated CA, and the check sends no secret.
    const options = { signal: AbortSignal.timeout(TIMEOUT), rejectUnauthorized: false }
    const request = url.startsWith('https')
      ? httpsGet(url, options, onResponse)
      : httpGet(url, options, onResponse)
    request.on('error', reject)
  })
}
