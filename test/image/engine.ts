import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstLine, type Outcome, run } from '../clients/run.ts'
import { makeStandIn } from './stand-in.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The programs that build and run images on this machine, with their options. */
export interface Engine {
  name: string
  /** The program that runs containers, with its options. */
  command: readonly string[]
  /** The build command, with its options. */
  build: readonly string[]
  /** Options of the build command that keep and use layers. */
  cache: readonly string[]
  /** Options of `run` for this machine. */
  run: readonly string[]
  /** Whether containers share the host's network, which prevents port mapping. */
  sharesNetwork: boolean
  env: Record<string, string>
  /** A remark on the results. */
  remarks: readonly string[]
}

/**
 * Finds programs that build and run images: Docker, Podman, or Buildah and Podman as root with a substitute for the
 * base image, for machines without access to a registry, bridges or overlays.
 *
 * @param base the name of the base image
 * @returns a text with the reason if there is none
 */
export async function findEngine(base: string): Promise<Engine | string> {
  const docker = engine('docker', ['docker'])
  if ((await run('docker', ['info'])).code === 0) return docker
  if ((await run('podman', ['--version'])).code !== 0)
    return 'neither Docker (running) nor Podman is available'
  const podman = engine('podman', ['podman'])
  const pulled = await run('podman', ['pull', '--quiet', base])
  if (pulled.code === 0 && (await runs(podman, base))) return podman
  return await findBuildah(base)
}

function engine(name: string, command: readonly string[]): Engine {
  const plain = { cache: [], run: [], sharesNetwork: false, env: {}, remarks: [] }
  return { ...plain, name, command, build: [...command, 'build'] }
}

async function runs({ command }: Engine, image: string): Promise<boolean> {
  const [program = '', ...options] = command
  return (await run(program, [...options, 'run', '--rm', '-p', '127.0.0.1::8080', image, 'true'])).code === 0
}

const NEEDED = ['buildah', 'runc', 'debootstrap']

async function findBuildah(base: string): Promise<Engine | string> {
  if (process.getuid?.() !== 0)
    return 'no engine runs; Buildah with a substitute for the base image needs root'
  for (const program of NEEDED) {
    if ((await run(program, ['--version'])).code !== 0) return `no engine that runs, and no ${program}`
  }
  // A separate store: other builds must not use the substitute as the base image.
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  // Increase the number when the substitute changes.
  const store = join(cache, 'atlas-integrations-mock', `image-2-node-${process.versions.node}`)
  await mkdir(store, { recursive: true, mode: 0o700 })
  // Podman requires the same path at each start, of at most 50 characters.
  const options = ['--root', store, '--runroot', '/run/atlas-mock-image', '--storage-driver', 'vfs']
  const limits = await ulimits()
  const env = { BUILDAH_ISOLATION: 'chroot' }
  const failed = await makeStandIn(base, ['buildah', ...options], env)
  if (failed !== undefined) return `cannot build a substitute for the base image: ${failed}`
  return {
    name: 'buildah and podman',
    command: ['podman', ...options, '--runtime', 'runc', '--cgroup-manager', 'cgroupfs'],
    // The OCI format does not support HEALTHCHECK.
    build: ['buildah', ...options, 'bud', '--pull=never', '--format', 'docker', ...limits],
    cache: ['--layers'],
    run: ['--pull=never', '--network', 'host', ...limits],
    sharesNetwork: true,
    env,
    remarks: [`${base} is a substitute of Debian and this machine's Node.js`]
  }
}

/** Limits of a container, if this machine permits less than the engines request. */
const MOST = { nofile: ['Max open files', 16_384], nproc: ['Max processes', 16_384] } as const

async function ulimits(): Promise<string[]> {
  const limits = await readFile('/proc/self/limits', 'utf8')
  return Object.entries(MOST).flatMap(([name, [title, most]]) => {
    const [, hard = most] = new RegExp(`^${title} +\\w+ +(\\d+)`, 'm').exec(limits) ?? []
    const limit = Math.min(Number(hard), most)
    return ['--ulimit', `${name}=${limit}:${limit}`]
  })
}

/** Runs a command of the engine. */
export async function engineRun({ command, env }: Engine, args: readonly string[]) {
  const [program = '', ...options] = command
  return await run(program, [...options, ...args], { env })
}

/** Runs a command of the engine that must succeed. @returns its output */
export async function engineDo(engine: Engine, args: readonly string[]): Promise<string> {
  const outcome = await engineRun(engine, args)
  if (outcome.code !== 0) throw new Error(`${engine.name} ${args.join(' ')}: ${firstLine(outcome)}`)
  return outcome.stdout.trim()
}

/**
 * Builds a copy of the project's Dockerfile without the digest of the base image: a substitute has another.
 *
 * @returns the last lines of output if it failed, and what was removed from the file
 */
export async function buildImage(
  engine: Engine,
  tag: string
): Promise<{ failed?: string; remarks: string[] }> {
  const { text, remarks } = await readDockerfile(engine)
  const { code, stdout, stderr } = await build(engine, text, ROOT, ['-t', tag])
  if (code === 0) return { remarks }
  return { failed: `${stdout}\n${stderr}`.split('\n').slice(-30).join('\n'), remarks }
}

/** Builds the text of a Dockerfile, by default in an empty folder. */
export async function build(
  { build: [program = '', ...options], env }: Engine,
  dockerfile: string,
  context?: string,
  more: readonly string[] = []
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'atlas-mock-image-'))
  const file = join(folder, 'Dockerfile')
  try {
    await writeFile(file, dockerfile)
    return await run(program, [...options, ...more, '-f', file, context ?? folder], { env })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns the Dockerfile without what the test or an old Buildah or Podman does not support. */
export async function readDockerfile(engine: Engine): Promise<{ text: string; remarks: string[] }> {
  const file = await readFile(join(ROOT, 'Dockerfile'), 'utf8')
  const text = file.replace(/@sha256:\w+/, '')
  const remarks = text === file ? [] : ['built without the digest of the base image']
  const probe = 'FROM scratch\nHEALTHCHECK --start-interval=1s CMD ["true"]\n'
  const { stderr } = await build(engine, probe)
  if (!/start-interval/.test(stderr)) return { text, remarks }
  return {
    text: text.replace(/ --start-interval=\S+/, ''),
    remarks: [
      ...remarks,
      `built without HEALTHCHECK's --start-interval, which this ${engine.build[0]} does not know`
    ]
  }
}
