import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { BUNDLE, ROOT } from '../cli/process.ts'
import { startServer } from '../clients/server.ts'
import type { Block, Recipe } from './page.ts'

/** What a reader has: a folder with the package in it, and its Node.js. */
export function createFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'recipes-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const bin = join(folder, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(process.execPath, join(bin, 'node'))
  for (const name of ['atlas-mock', 'atlas-integrations-mock']) symlinkSync(BUNDLE, join(bin, name))
  symlinkSync(ROOT, join(folder, 'node_modules/atlas-integrations-mock'))
  symlinkSync(join(ROOT, 'node_modules/tap'), join(folder, 'node_modules/tap'))
  return folder
}

export interface Outcome {
  code: number | null
  output: string
}

/** Runs a command in a folder as a reader's shell does: nothing of this run of tests reaches it. */
export async function run(
  folder: string,
  command: readonly string[],
  more: Record<string, string> = {}
): Promise<Outcome> {
  const ours = /^(npm_|_?tap|node_|atlas_mock|mongodb_atlas|mdb_mcp|mcli)/i
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  const path = `${join(folder, 'node_modules/.bin')}:${process.env['PATH']}`
  // tap's hooks come back into NODE_OPTIONS at every spawn; the shell takes them out and gives way.
  const child = spawn('sh', ['-c', 'unset NODE_OPTIONS; exec "$0" "$@"', ...command], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), PATH: path, ...more },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, output }
}

/** Whether the pages' commands can be run here; a test where they cannot says so. */
export async function canRun(t: Test, folder: string): Promise<boolean> {
  const { code } = await run(folder, ['sh', '-c', 'curl --version && bash --version'])
  if (code === 0) return true
  // The comment is for the reporter, which leaves out what did not fail.
  t.pass('the commands', { skip: 'they need curl and bash' })
  t.comment('skipped: the commands need curl and bash')
  return false
}

/**
 * Runs recipes one after the other in one shell, each with a file for what it prints.
 *
 * @param flags of the server
 */
export async function checkRecipes(t: Test, recipes: readonly Recipe[], ...flags: string[]): Promise<void> {
  t.ok(recipes.length > 0, 'there are recipes')
  const folder = createFolder(t)
  if (!(await canRun(t, folder))) return
  const fileOf = (at: number) => join(folder, `recipe-${at}.txt`)
  const script = recipes.map(({ text }, at) => `exec > '${fileOf(at)}'\n${text}`).join('\n')
  writeFileSync(join(folder, 'recipes.sh'), script)
  const shell = ['bash', '-e', '-o', 'pipefail', 'recipes.sh']
  const url = await startServer(t, ...flags)
  const { code, output } = await run(folder, shell, { MOCK: url, ATLAS_MOCK_URL: url })

  const last = recipes.findLastIndex((_, at) => existsSync(fileOf(at)))
  for (const [at, { line, text, expected }] of recipes.entries()) {
    const title = `line ${line}: ${text.slice(0, text.indexOf('\n'))}`
    const printed = existsSync(fileOf(at)) ? readFileSync(fileOf(at), 'utf8') : ''
    if (at > last || (at === last && code !== 0)) {
      t.fail(title, { code, output, printed })
      return
    }
    comparePrinted(t, printed, expected, title)
  }
}

function comparePrinted(t: Test, printed: string, expected: Block | undefined, title: string): void {
  if (expected?.language === 'json') t.strictSame(JSON.parse(printed), JSON.parse(expected.text), title)
  else t.equal(printed.trimEnd(), (expected?.text ?? '').trimEnd(), title)
}
