import { isIP } from 'node:net'
import type { AppOptions } from '../app.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Settings } from '../config/config.ts'
import { readUpTo } from '../state/json-file.ts'

/** Certificate and private key in PEM. */
export type TlsIdentity = NonNullable<AppOptions['tls']>

/**
 * Returns the server's certificate and key: the user's, or one signed by a new CA, with the certificate of the CA.
 *
 * @returns undefined without `--tls`
 * @throws {StartError} if a file cannot be read
 */
export async function loadTls(
  settings: Settings
): Promise<(TlsIdentity & { authority?: string }) | undefined> {
  const { tls, tlsCert, tlsKey } = settings
  if (!tls) return undefined
  if (tlsCert !== undefined && tlsKey !== undefined) return await readIdentity(tlsCert, tlsKey)
  return await createIdentity(namesOf(settings))
}

async function readIdentity(certPath: string, keyPath: string): Promise<TlsIdentity> {
  const { createSecureContext } = await import('node:tls')
  const read = (path: string) => attempt(`read ${path}`, () => readUpTo(path, 1))
  const identity = { cert: await read(certPath), key: await read(keyPath) }
  await attempt(`use ${certPath} with ${keyPath}`, () => createSecureContext(identity))
  return identity
}

/** @param task after "cannot" in the error @throws {StartError} if the work fails */
async function attempt<T>(task: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new StartError(`cannot ${task}: ${(error as Error).message}`)
  }
}

function namesOf({ host, publicUrl }: Settings): string[] {
  const publicName = publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')]
  return [...new Set(['localhost', '127.0.0.1', '::1', 'atlas-mock', host, ...publicName])]
}

async function createIdentity(names: readonly string[]): Promise<TlsIdentity & { authority: string }> {
  const {
    default: { generate }
  } = await import('selfsigned')
  // The library's default validity is a year from the system time.
  const options = { keyType: 'ec', algorithm: 'sha256' } as const
  const ca = await generate([{ name: 'commonName', value: 'Atlas integrations mock, local CA' }], {
    ...options,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
    ]
  })
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...options,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map(name => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }))
      }
    ]
  })
  return { cert: leaf.cert, key: leaf.private, authority: ca.cert }
}
