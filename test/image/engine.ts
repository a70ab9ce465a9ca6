import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstLine, run } from '../clients/run.ts'
import { makeStandIn } from './stand-in.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What builds and runs images here: the same command line, with what this machine asks for in between. */
export interface Engine {
  name: string
  /** The program that runs containers, with its options. */
  command: readonly string[]
  /** The command that builds, with its options. */
  build: readonly string[]
  /** Options of `run` that this machine needs. */
  run: readonly string[]
  /** Whether containers share the network of this machine: their ports cannot be mapped then. */
  sharesNetwork: boolean
  env: Record<string, string>
  /** What a reader of the results has to know. */
  remarks: readonly string[]
}

/**
 * Finds what can build and run an image: Docker, Podman, else Buildah and Podman as root with a stand-in for the
 * base image, for machines without a registry of images, without bridges or without overlays.
 *
 * @param base the name of the base image
 * @returns why there is none, as a text
 */
export async function findEngine(base: string): Promise<Engine | string> {
  const docker = engine('docker', ['docker'])
  if ((await run('docker', ['info'])).code === 0) return docker
  if ((await run('podman', ['--version'])).code !== 0) return 'no Docker that runs, and no Podman'
  const podman = engine('podman', ['podman'])
  const pulled = await run('podman', ['pull', '--quiet', base])
  if (pulled.code === 0 && (await runs(podman, base))) return podman
  return await findBuildah(base)
}

function engine(name: string, command: readonly string[]): Engine {
  const plain = { run: [], sharesNetwork: false, env: {}, remarks: [] }
  return { ...plain, name, command, build: [...command, 'build'] }
}

async function runs({ command }: Engine, image: string): Promise<boolean> {
  const [program = '', ...options] = command
  return (await run(program, [...options, 'run', '--rm', '-p', '127.0.0.1::8080', image, 'true'])).code === 0
}

const NEEDED = ['buildah', 'runc', 'debootstrap']

async function findBuildah(base: string): Promise<Engine | string> {
  if (process.getuid?.() !== 0)
    return 'no engine that runs; Buildah with a stand-in for the base image needs root'
  for (const program of NEEDED) {
    if ((await run(program, ['--version'])).code !== 0) return `no engine that runs, and no ${program}`
  }
  // A store of its own: the stand-in must not pass for the base image anywhere else.
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const store = join(cache, 'atlas-integrations-mock', `image-node-${process.versions.node}`)
  await mkdir(store, { recursive: true, mode: 0o700 })
  // Podman wants the same path at every start, of 50 characters at most.
  const options = ['--root', store, '--runroot', '/run/atlas-mock-image', '--storage-driver', 'vfs']
  const limits = await ulimits()
  const env = { BUILDAH_ISOLATION: 'chroot' }
  const failed = await makeStandIn(base, ['buildah', ...options], env)
  if (failed !== undefined) return `no stand-in for the base image: ${failed}`
  return {
    name: 'buildah and podman',
    command: ['podman', ...options, '--runtime', 'runc', '--cgroup-manager', 'cgroupfs'],
    // Without the format of Docker it drops HEALTHCHECK.
    build: ['buildah', ...options, 'bud', '--pull=never', '--format', 'docker', ...limits],
    run: ['--pull=never', '--network', 'host', ...limits],
    sharesNetwork: true,
    env,
    remarks: [`${base} is a stand-in made of Debian and this machine's Node.js`]
  }
}

/** Most that a container may have, where this machine gives less than engines ask for. */
const MOST = { nofile: ['Max open files', 16_384], nproc: ['Max processes', 16_384] } as const

async function ulimits(): Promise<string[]> {
  const limits = await readFile('/proc/self/limits', 'utf8')
  return Object.entries(MOST).flatMap(([name, [title, most]]) => {
    const [, hard = most] = new RegExp(`^${title} +\\w+ +(\\d+)`, 'm').exec(limits) ?? []
    const limit = Math.min(Number(hard), most)
    return ['--ulimit', `${name}=${limit}:${limit}`]
  })
}

/** Runs one of the engine's commands. */
export async function engineRun({ command, env }: Engine, args: readonly string[]) {
  const [program = '', ...options] = command
  return await run(program, [...options, ...args], { env })
}

/** The same, for a command that has to go well. @returns what it prints */
export async function engineDo(engine: Engine, args: readonly string[]): Promise<string> {
  const outcome = await engineRun(engine, args)
  if (outcome.code !== 0) throw new Error(`${engine.name} ${args.join(' ')}: ${firstLine(outcome)}`)
  return outcome.stdout.trim()
}

/**
 * Builds the project's Dockerfile.
 *
 * @returns the last lines of what was said where it failed, and what had to be left out of the file
 */
export async function buildImage(
  engine: Engine,
  tag: string
): Promise<{ failed?: string; remarks: string[] }> {
  const [program = '', ...options] = engine.build
  const { file, remarks, remove } = await dockerfile(engine)
  try {
    const { code, stdout, stderr } = await run(program, [...options, '-t', tag, '-f', file, ROOT], {
      env: engine.env
    })
    return code === 0
      ? { remarks }
      : { failed: `${stdout}\n${stderr}`.split('\n').slice(-30).join('\n'), remarks }
  } finally {
    await remove()
  }
}

/** The Dockerfile; for an older Buildah or Podman a copy without the one option that these do not know. */
async function dockerfile(engine: Engine) {
  const folder = await mkdtemp(join(tmpdir(), 'atlas-mock-image-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const file = join(ROOT, 'Dockerfile')
  const probe = join(folder, 'Probe')
  await writeFile(probe, 'FROM scratch\nHEALTHCHECK --start-interval=1s CMD ["true"]\n')
  const [program = '', ...options] = engine.build
  const probed = await run(program, [...options, '-f', probe, folder], { env: engine.env })
  if (!/start-interval/.test(probed.stderr)) return { file, remarks: [], remove }
  const copy = join(folder, 'Dockerfile')
  await writeFile(copy, (await readFile(file, 'utf8')).replace(/ --start-interval=\S+/, ''))
  return {
    file: copy,
    remarks: [`built without HEALTHCHECK's --start-interval, which this ${program} does not know`],
    remove
  }
}
