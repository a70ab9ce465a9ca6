import { existsSync } from 'node:fs'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import root, { type Test } from 'tap'
import { installFromNpm, type Outcome, run, temporaryFolder } from '../clients/run.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The oldest supported npm, of Node.js 20. */
const NPM = '10.8.2'

/** The output of `npm pack`. */
export interface Packed {
  /** The package's file. */
  file: string
  /** Paths of its files. */
  files: { path: string }[]
}

/** Packs the built package, once per process. */
export const pack = once(async (): Promise<Packed> => {
  const folder = await temporaryFolder(root)
  const flags = ['--ignore-scripts', '--json', '--pack-destination', folder]
  const { code, stdout, stderr } = await run('npm', ['pack', ...flags], { cwd: ROOT })
  if (code !== 0) throw new Error(`npm pack failed: ${stderr}`)
  const [facts] = JSON.parse(stdout) as [Packed & { filename: string }]
  return { ...facts, file: join(folder, facts.filename) }
})

/**
 * Fetches the old npm, once per process.
 *
 * @returns the folder; undefined if it cannot be installed, which the root test reports
 */
export const fetchNpm = once(async () => await installFromNpm(root, `npm@${NPM}`))

/** Returns a function whose calls share one result. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Creates a folder for a PATH that contains only one Node.js and an old npm: no Python, no compiler, no git. */
export async function createPath(t: Test, npm: string, node: string): Promise<string> {
  const bin = await temporaryFolder(t)
  await symlink(node, join(bin, 'node'))
  await symlink('/bin/sh', join(bin, 'sh'))
  for (const command of ['npm', 'npx']) {
    await symlink(join(npm, `node_modules/npm/bin/${command}-cli.js`), join(bin, command))
  }
  return bin
}

/** A user's project. Its PATH is that of {@link createPath}. */
export interface Consumer {
  folder: string
  /** Runs a command of the PATH in the project. */
  run(command: 'node' | 'npm' | 'npx', ...args: string[]): Promise<Outcome>
  write(files: Readonly<Record<string, string>>): Promise<void>
  /** Copies the project without `node_modules`, as a checkout in a fresh container; npm's cache is empty. */
  checkOut(): Promise<Consumer>
}

const fetched = new Map<string, Promise<string | undefined>>()

/** Fetches a version of Node.js, once per process. @returns as `fetchNpm`, the program */
async function fetchNode(version: string): Promise<string | undefined> {
  if (version === process.versions.node) return process.execPath
  const system = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${system}-${process.arch}`
  const installing = fetched.get(version) ?? installFromNpm(root, `${name}@${version}`)
  fetched.set(version, installing)
  const folder = await installing
  return folder && join(folder, 'node_modules', name, 'bin/node')
}

/**
 * Creates an empty project for a version of Node.js.
 *
 * @param npm folder of `fetchNpm`
 * @returns undefined if the version is not available, which the root test reports
 */
export async function createConsumer(t: Test, npm: string, version: string): Promise<Consumer | undefined> {
  const node = await fetchNode(version)
  if (node === undefined) return undefined
  const bin = await createPath(t, npm, node)
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  return consumerIn(t, folder, bin)
}

function consumerIn(t: Test, folder: string, bin: string, settings: Record<string, string> = {}): Consumer {
  return {
    folder,
    run: async (command, ...args) =>
      await run(join(bin, command), args, {
        cwd: folder,
        env: {
          PATH: bin,
          npm_config_audit: 'false',
          npm_config_fund: 'false',
          npm_config_update_notifier: 'false',
          ...settings
        }
      }),
    async write(files) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true })
        await writeFile(join(folder, name), text)
      }
    },
    async checkOut() {
      const copy = await temporaryFolder(t)
      await cp(folder, copy, { recursive: true, filter: path => path !== join(folder, 'node_modules') })
      return consumerIn(t, copy, bin, { npm_config_cache: await temporaryFolder(t) })
    }
  }
}

/** Whether the package is built. */
export const isBuilt = existsSync(join(ROOT, 'dist/index.d.ts'))
