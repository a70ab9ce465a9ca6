import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { releaseNotes } from '../../scripts/release-notes.ts'
import { ROOT } from '../cli/process.ts'
import { run } from '../clients/run.ts'
import { documents, github } from './kinds.ts'
import { read } from './page.ts'
import { buildTool } from './tools.ts'

/** Checks what publishes the project. Nothing here publishes anything. */

const check = await github()
const WORKFLOWS = readdirSync(join(ROOT, '.github/workflows')).map(name => `.github/workflows/${name}`)
const PACKAGE = JSON.parse(read('package.json')) as { version: string; repository: { url: string } }

t.test('GitHub accepts the workflows and the action', async t => {
  t.strictSame(WORKFLOWS, ['.github/workflows/ci.yml', '.github/workflows/release.yml'])
  for (const file of WORKFLOWS) t.strictSame(await check.workflow(read(file)), [], file)
  t.strictSame(await check.action(read('action.yml')), [], 'action.yml')
  const misspelt = read('action.yml').replace('using:', 'usin:')
  t.not((await check.action(misspelt)).length, 0, 'no misspelt key is accepted')
})

t.test('actionlint finds no errors', { timeout: 600_000 }, async t => {
  const actionlint = await buildTool(t, 'actionlint')
  if (actionlint === undefined) return
  const examples = readdirSync(join(ROOT, 'examples/github')).map(name => `examples/github/${name}`)
  // Not every machine has shellcheck.
  const flags = ['-no-color', '-shellcheck=', '-pyflakes=']
  const files = [...WORKFLOWS, ...examples].map(file => join(ROOT, file))
  t.match(await actionlint(...flags, ...files), { code: 0, stdout: '', stderr: '' })
})

t.test('workflows pin actions by commit, and have read access by default', async t => {
  for (const file of WORKFLOWS) {
    const [workflow] = documents(read(file))
    t.strictSame(workflow?.['permissions'], { contents: 'read' }, file)
    const used = [...read(file).matchAll(/uses: (.*)$/gm)].map(([, action = '']) => action)
    const isPinned = (action: string) => /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)
    t.ok(used.some(isPinned), file)
    t.strictSame(
      used.filter(action => !isPinned(action)),
      file.endsWith('release.yml') ? ['./.github/workflows/ci.yml'] : [],
      file
    )
  }
})

t.test('no release job runs before PUBLISH is true and the tests pass', async t => {
  const [release = {}] = documents(read('.github/workflows/release.yml'))
  const { check, test, ...others } = release['jobs'] as Record<string, { if?: string; needs?: string }>
  t.equal(check?.if, "vars.PUBLISH == 'true'")
  t.match(test, { needs: 'check', uses: './.github/workflows/ci.yml' })
  const waits = Object.entries(others).map(([name, { needs, if: condition }]) => [name, needs, condition])
  t.strictSame(waits, [
    ['npm', 'test', undefined],
    ['image', 'test', undefined],
    ['sign', 'image', undefined],
    ['release', ['npm', 'sign'], undefined]
  ])
})

t.test('only package.json names the owner of the repository', async t => {
  const [, owner = '', name] =
    /^git\+https:\/\/github\.com\/([\w-]+)\/([\w-]+)\.git$/.exec(PACKAGE.repository.url) ?? []
  t.equal(name, 'atlas-integrations-mock')
  const grep = ['grep', '--fixed-strings', '--files-with-matches', `${owner}/${name}`]
  const found = await run('git', grep, { cwd: ROOT })
  t.strictSame(found, { code: 0, stdout: 'package.json\n', stderr: '' })
  for (const command of ['docs', 'bugs']) {
    const { stdout } = await run('npm', [command, '--no-browser'], { cwd: ROOT })
    t.match(stdout, `https://github.com/${owner}/${name}`, `npm derives the address of ${command}`)
  }
})

t.test('returns the changelog section of a tag', async t => {
  const changelog = [
    '# Changelog',
    '## Unreleased',
    '- Not yet.',
    '## 1.1.0 - 2026-02-03',
    '### Added',
    '- A thing.',
    '## [1.0.0] - 2026-01-02',
    '- The first.',
    '## 0.9.0 - 2025-12-01',
    '[1.0.0]: https://example.com/1.0.0',
    ''
  ].join('\n')
  t.equal(releaseNotes('v1.1.0', '1.1.0', changelog), '### Added\n- A thing.')
  t.equal(releaseNotes('v1.0.0', '1.0.0', changelog), '- The first.')
  const rejected = [
    ['v1.1.0', '1.0.0', 'tag v1.1.0 does not match version 1.0.0 of package.json'],
    ['1.0.0', '1.0.0', 'tag 1.0.0 does not match version 1.0.0 of package.json'],
    ['v2.0.0', '2.0.0', 'CHANGELOG.md has no heading "## 2.0.0 - YYYY-MM-DD"'],
    ['v0.9.0', '0.9.0', 'CHANGELOG.md has no notes for 0.9.0']
  ] as const
  for (const [tag, version, message] of rejected) {
    t.throws(() => releaseNotes(tag, version, changelog), { message }, message)
  }
})

t.test('the release rejects a tag of another version', async t => {
  const script = ['scripts/release-notes.ts', 'v0.0.0']
  const { code, stdout, stderr } = await run(process.execPath, script, { cwd: ROOT })
  t.strictSame({ code, stdout }, { code: 1, stdout: '' })
  t.match(stderr, `tag v0.0.0 does not match version ${PACKAGE.version} of package.json`)
})
