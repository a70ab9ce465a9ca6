import { appendFile, chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstLine, type Outcome, run } from '../clients/run.ts'

/** The npm of the real base image. */
const NPM = 'npm@11'

/** Folders that no test reads; the store copies the others for each container. */
const UNUSED = ['usr/share/doc', 'usr/share/locale', 'usr/share/man', 'var/cache/apt', 'var/lib/apt/lists']

/**
 * Builds a substitute for the base image if the real one is not available: Debian, this machine's Node.js and npm.
 * The store caches it.
 *
 * @param base such as `node:26-trixie-slim`, which contains the Debian release
 * @returns the reason if it failed; undefined on success
 */
export async function makeStandIn(
  base: string,
  buildah: readonly string[],
  env: Record<string, string>
): Promise<string | undefined> {
  const [program = '', ...options] = buildah
  const call = (...args: string[]) => run(program, [...options, ...args], { env })
  if ((await call('inspect', '--type', 'image', base)).code === 0) return undefined
  const release = /-(\w+)-slim$/.exec(base)?.[1] ?? 'stable'
  const folder = await mkdtemp(join(tmpdir(), 'atlas-mock-base-'))
  // mkdtemp gives access only to the owner; the image's user also needs it.
  await chmod(folder, 0o755)
  try {
    return await firstFailure([
      () => run('debootstrap', ['--variant=minbase', '--include=libatomic1', release, folder]),
      () => addNode(folder),
      () => run('rm', ['-r', ...UNUSED.map(path => join(folder, path))]),
      () => commit(base, folder, call)
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function firstFailure(steps: (() => Promise<Outcome>)[]): Promise<string | undefined> {
  for (const step of steps) {
    const outcome = await step()
    if (outcome.code !== 0) return firstLine(outcome)
  }
  return undefined
}

async function addNode(folder: string): Promise<Outcome> {
  const local = join(folder, 'usr/local')
  await copyFile(process.execPath, join(local, 'bin/node'))
  await chmod(join(local, 'bin/node'), 0o755)
  await appendFile(join(folder, 'etc/passwd'), 'node:x:1000:1000::/home/node:/bin/bash\n')
  await appendFile(join(folder, 'etc/group'), 'node:x:1000:\n')
  await mkdir(join(folder, 'home/node'), { recursive: true })
  return await run('npm', ['install', '--global', '--prefix', local, '--no-audit', '--no-fund', NPM])
}

/** Adds the certificates that this machine's Node.js trusts, so that the build can download packages. */
async function commit(
  base: string,
  folder: string,
  call: (...args: string[]) => Promise<Outcome>
): Promise<Outcome> {
  const certificates = process.env['NODE_EXTRA_CA_CERTS']
  const inside = '/etc/ssl/certs/ca-certificates.crt'
  const trust = certificates
    ? ['--env', `NODE_EXTRA_CA_CERTS=${inside}`, '--env', `NPM_CONFIG_CAFILE=${inside}`]
    : []
  if (certificates) {
    await mkdir(join(folder, 'etc/ssl/certs'), { recursive: true })
    await copyFile(certificates, join(folder, inside))
  }
  const begun = await call('from', 'scratch')
  if (begun.code !== 0) return begun
  const container = begun.stdout.trim()
  for (const step of [
    ['add', '--quiet', container, folder, '/'],
    ['config', '--cmd', 'node', ...trust, container],
    ['commit', '--quiet', '--format', 'docker', container, base]
  ]) {
    const outcome = await call(...step)
    if (outcome.code !== 0) return outcome
  }
  return await call('rm', container)
}
