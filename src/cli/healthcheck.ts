import { get as httpGet, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import type { Settings } from '../config.ts'
import { listeningUrl } from '../http/listening.ts'

/** Milliseconds that an answer may take. */
const PATIENCE = 3_000

/** Asks the server of these settings for its health; says why not on standard error. */
export async function checkHealth(settings: Pick<Settings, 'host' | 'port' | 'tls'>): Promise<boolean> {
  try {
    const status = await statusOf(`${listeningUrl(settings, settings.port)}/_mock/v1/health`)
    if (status !== 200) process.stderr.write(`atlas-mock: unhealthy, status ${status}\n`)
    return status === 200
  } catch (error) {
    process.stderr.write(`atlas-mock: no answer: ${(error as Error).message}\n`)
    return false
  }
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      response.resume()
      resolve(response.statusCode)
    }
    // Whether the certificate is trusted does not matter to the health of one's own server.
    const options = { signal: AbortSignal.timeout(PATIENCE), rejectUnauthorized: false }
    const request = url.startsWith('https')
      ? httpsGet(url, options, answered)
      : httpGet(url, options, answered)
    request.on('error', reject)
  })
}
