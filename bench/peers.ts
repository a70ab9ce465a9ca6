import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { print } from './page.ts'

const run = promisify(execFile)

/** What a user would pick instead, in versions that the page names. */
export const PEERS = {
  prism: { name: '@stoplight/prism-cli', version: '5.16.0', entry: 'dist/index.js' },
  mockoon: { name: '@mockoon/cli', version: '9.9.0', entry: 'bin/run.js' },
  jsonServer: { name: 'json-server', version: '0.17.4', entry: 'lib/cli/bin.js' },
  emulate: { name: 'emulate', version: '0.12.2', entry: 'dist/index.js' }
} as const

export type Peer = keyof typeof PEERS

/** Programs of the peers that could be had, by name. */
export type Installed = Partial<Record<Peer, string>>

/**
 * Installs the peers, each into a folder of its own in the user's cache, where they stay. One that cannot be
 * installed is left out, with a line that says so.
 */
export async function installPeers(): Promise<Installed> {
  const installed: Installed = {}
  for (const peer of Object.keys(PEERS) as Peer[]) {
    const { name, version, entry } = PEERS[peer]
    const folder = join(cacheFolder(), `${peer}-${version}`)
    try {
      await install(folder, `${name}@${version}`)
      installed[peer] = join(folder, 'node_modules', name, entry)
    } catch (error) {
      print(`${name}@${version} is left out: ${String((error as Error).message).split('\n')[0]}`)
    }
  }
  return installed
}

/** Outside the tree, so that neither the linter nor a build meets them. */
function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? (homedir() === '/' ? tmpdir() : join(homedir(), '.cache'))
  return join(cache, 'atlas-integrations-mock-bench')
}

async function install(folder: string, spec: string): Promise<void> {
  // Written last: a folder without it was not finished.
  const done = join(folder, 'installed')
  if (existsSync(done)) return
  print(`Installing ${spec} into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const flags = ['--prefix', folder, '--save-exact', '--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', ['install', ...flags, spec], { timeout: 180_000 })
  writeFileSync(done, '')
}
