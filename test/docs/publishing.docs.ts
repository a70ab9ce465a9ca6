import { globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { badgeOf } from '../../scripts/badge.ts'
import { releaseNotes } from '../../scripts/release-notes.ts'
import { ROOT } from '../cli/process.ts'
import { run, temporaryFolder } from '../clients/run.ts'
import { documents, github } from './kinds.ts'
import { read } from './page.ts'
import { buildTool } from './tools.ts'

/** Checks what publishes the project. Nothing here publishes anything. */

interface Job {
  environment?: string
  permissions?: Record<string, string>
  steps?: { name?: string; run?: string }[]
}

const check = await github()
const WORKFLOWS = readdirSync(join(ROOT, '.github/workflows')).map(name => `.github/workflows/${name}`)
const PACKAGE = JSON.parse(read('package.json')) as { version: string; repository: { url: string } }

t.test('GitHub accepts the workflows and the action', async t => {
  const names = ['audit', 'ci', 'compare', 'lockfile', 'release', 'spec']
  t.strictSame(
    WORKFLOWS,
    names.map(name => `.github/workflows/${name}.yml`)
  )
  for (const file of WORKFLOWS) t.strictSame(await check.workflow(read(file)), [], file)
  t.strictSame(await check.action(read('action.yml')), [], 'action.yml')
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

t.test('Dependabot updates every manifest except those of the client tests', async t => {
  const [{ updates = [] } = {}] = documents(read('.github/dependabot.yml')) as {
    updates?: { 'package-ecosystem': string; directory?: string; directories?: string[] }[]
  }[]
  const listed = updates.flatMap(({ directory, directories = [directory ?? ''], ...update }) =>
    directories.map(folder => `${update['package-ecosystem']} ${folder}`)
  )
  const manifests = {
    npm: 'package.json',
    docker: 'Dockerfile',
    'docker-compose': 'compose.yaml',
    gomod: 'go.mod',
    maven: 'pom.xml',
    pip: '{requirements.txt,pyproject.toml}',
    terraform: 'versions.tf'
  }
  const found = Object.entries(manifests).flatMap(([ecosystem, name]) =>
    globSync(`{,examples/**/,go/*/,python/}${name}`, { cwd: ROOT }).map(
      file => `${ecosystem} /${dirname(file).replace(/^\.$/, '')}`
    )
  )
  t.strictSame(listed.sort(), [...found, 'github-actions /'].sort())
})

t.test('the test helpers for Python, Go and Java carry the licence', async t => {
  for (const folder of ['python', 'go/atlasmock']) t.equal(read(`${folder}/LICENSE`), read('LICENSE'), folder)
  t.match(read('examples/java/src/test/java/com/example/AtlasMock.java'), /^\/\/ MIT licence, /)
})

t.test('no release job runs before PUBLISH is true and the tests pass', async t => {
  const [release = {}] = documents(read('.github/workflows/release.yml'))
  const { check, test, ...others } = release['jobs'] as Record<string, { if?: string; needs?: string }>
  t.equal(check?.if, "vars.PUBLISH == 'true'")
  t.match(test, { needs: 'check', uses: './.github/workflows/ci.yml' })
  const waits = Object.entries(others).map(([name, { needs, if: condition }]) => [name, needs, condition])
  t.strictSame(waits, [
    ['pack', 'test', undefined],
    ['image', 'test', undefined],
    ['npm', ['pack', 'image'], undefined],
    ['sign', ['image', 'npm'], undefined],
    ['release', ['npm', 'sign'], undefined]
  ])
})

t.test('no comparison runs before COMPARE is true, and its badge names the differences', async t => {
  const [workflow = {}] = documents(read('.github/workflows/compare.yml'))
  t.match(workflow['jobs'], { compare: { if: "vars.COMPARE == 'true'" }, badge: { needs: 'compare' } })
  const rows: [labels: string[], message: string, color: string][] = [
    [[], '0 differences', 'brightgreen'],
    [['guess'], '1 difference', 'yellow'],
    [['guess', 'recorded'], '2 differences', 'red']
  ]
  for (const [labels, message, color] of rows) {
    const totals = { responses: 570, differences: labels.length }
    const badge = badgeOf({ totals, differences: labels.map(label => ({ label })) }, '2026-11-30')
    const expected = { message: `2026-11-30: ${message} in 570 responses`, color }
    t.strictSame(badge, { schemaVersion: 1, label: 'compared with Atlas', ...expected })
  }
})

t.test('the npm token reaches only the step that publishes, after reviewers approved it', async t => {
  const [release = {}] = documents(read('.github/workflows/release.yml'))
  const jobs = Object.entries(release['jobs'] as Record<string, Job>)
  const usingToken = jobs.flatMap(([job, { steps = [], ...rest }]) => [
    ...(JSON.stringify(rest).includes('secrets') ? [job] : []),
    ...steps.filter(step => JSON.stringify(step).includes('secrets')).map(({ name }) => `${job}: ${name}`)
  ])
  t.strictSame(usingToken, ['npm: Publish the package'])
  const approved = jobs.filter(([, { environment }]) => environment === 'release')
  t.strictSame(
    approved.map(([job]) => job),
    ['npm']
  )
  const installing = jobs.filter(([, { steps = [] }]) =>
    steps.some(({ run = '' }) => /npm (ci|pack)/.test(run))
  )
  t.strictSame(
    installing.map(([job, { permissions }]) => [job, permissions]),
    [['pack', undefined]],
    'scripts of packages run with read access only'
  )
})

t.test('only package.json names the owner of the repository', async t => {
  const [, owner = '', name] =
    /^git\+https:\/\/github\.com\/([\w-]+)\/([\w-]+)\.git$/.exec(PACKAGE.repository.url) ?? []
  t.equal(name, 'atlas-integrations-mock')
  const grep = ['grep', '--fixed-strings', '--files-with-matches', `${owner}/${name}`]
  const found = await run('git', grep, { cwd: ROOT })
  t.strictSame(found, { code: 0, stdout: 'package.json\n', stderr: '' })
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

t.test('the release check', async t => {
  const folder = await temporaryFolder(t)
  const write = (file: string, text: string, mode = 0o644) =>
    writeFileSync(join(folder, file), text, { mode })
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=tests', '-c', 'user.email=tests@example.com']
    t.match(await run('git', [...identity, ...args], { cwd: folder }), { code: 0 }, args.join(' '))
  }
  /** @param npm what `npm view` prints */
  const checkRelease = async (npm: unknown, repository = 'owner/name', branch = 'main') => {
    write('bin/npm', `#!/bin/sh\necho '${JSON.stringify(npm)}'\n`, 0o755)
    const script = [join(ROOT, 'scripts/release-check.ts'), 'v1.10.0', repository, branch]
    const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` }
    return await run(process.execPath, script, { cwd: folder, env })
  }
  const failed = (...lines: string[]) => ({ code: 1, stdout: '', stderr: `${lines.join('\n')}\n` })
  for (const name of ['bin', 'docs', 'go/atlasmock', 'python/atlas_integrations_mock'])
    mkdirSync(join(folder, name), { recursive: true })
  const url = 'git+https://github.com/owner/name.git'
  const site = 'https://github.com/owner/name'
  const links = { homepage: `${site}#readme`, bugs: { url: `${site}/issues` } }
  write('package.json', JSON.stringify({ name: 'name', version: '1.10.0', repository: { url }, ...links }))
  const module = 'python/atlas_integrations_mock/__init__.py'
  write(module, 'import json\n\n__version__ = "1.10.0"\n')
  write('CHANGELOG.md', '## 1.10.0 - 2026-02-03\n- A thing.\n')
  for (const page of ['README.md', 'README.zh-CN.md', 'docs/TESTS.md']) write(page, 'Install the package.\n')
  await git('init', '--quiet', '--initial-branch=main')
  await git('commit', '--quiet', '--allow-empty', '--message=first')

  const notFound = { error: { code: 'E404' } }
  // npm prints a single version as a string.
  for (const npm of [notFound, [], '1.9.0', ['1.2.0', '1.9.0', '2.0.0-rc.1']])
    t.strictSame(await checkRelease(npm), { code: 0, stdout: '', stderr: '' }, JSON.stringify(npm))
  t.strictSame(
    await checkRelease(['1.9.0', '1.11.0']),
    failed('version 1.10.0 is lower than 1.11.0, which is on npm')
  )
  t.match(await checkRelease({ error: { code: 'E500' } }), {
    code: 1,
    stderr: /npm cannot list the versions/
  })
  t.match(await checkRelease([], 'owner/name', 'absent'), {
    code: 1,
    stderr: /git cannot compare HEAD and absent/
  })

  await git('checkout', '--quiet', '-b', 'other')
  await git('commit', '--quiet', '--allow-empty', '--message=second')
  write(module, '__version__ = "1.9.0"\n')
  write('README.md', 'Nothing is published yet.\n')
  write('README.zh-CN.md', '软件包尚未发布。\n')
  write('docs/CI.md', '- uses: OWNER/atlas-integrations-mock@v0.1.0\n')
  write('docs/TESTS.md', 'The package is not published yet.\n')
  write('go/atlasmock/go.mod', 'module github.com/OWNER/atlas-integrations-mock/go/atlasmock\n')
  t.strictSame(
    await checkRelease(['1.9.0', '1.10.0'], 'fork/name'),
    failed(
      'the Python wheel has the version 1.9.0, not 1.10.0',
      `repository.url of package.json is ${url}, not git+https://github.com/fork/name.git`,
      `homepage of package.json is ${site}#readme, not below https://github.com/fork/name`,
      `bugs.url of package.json is ${site}/issues, not below https://github.com/fork/name`,
      'the commit of the tag is not on the default branch',
      'version 1.10.0 is already on npm',
      "README.md says 'Nothing is published yet'",
      "README.zh-CN.md says '尚未发布'",
      "docs/CI.md says 'OWNER/atlas-integrations-mock'",
      "docs/TESTS.md says 'not published yet'",
      "go/atlasmock/go.mod says 'OWNER/atlas-integrations-mock'"
    )
  )
})
