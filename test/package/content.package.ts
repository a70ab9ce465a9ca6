import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { writeLicences } from '../../scripts/licences.ts'
import { run } from '../clients/run.ts'
import { anchorsOf, linksOf, read } from '../docs/page.ts'
import { isBuilt, type Packed, pack, ROOT } from './consumer.ts'

const PLATFORMS = ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap(system => [
  `${system}-arm64`,
  `${system}-x64`
])

t.test('the published package', async t => {
  if (!t.ok(isBuilt, 'the package is built (npm run build)')) return
  const packed = await pack()
  const megabytes = (size: number) => `${(size / 1e6).toFixed(1)} MB`
  t.comment(`${megabytes(packed.size)} packed, ${megabytes(packed.unpackedSize)} unpacked`)
  await t.test('files', async t => checkFiles(t, packed))
  await t.test('packs the examples and the chart', async t => await checkExamples(t, packed))
  await t.test('links of packed pages resolve', async t => checkLinks(t, packed))
  await t.test('package.json has no dependencies to install', async t => {
    const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
    const { dependencies, peerDependencies, optionalDependencies, exports } = manifest
    t.strictSame(
      { dependencies, peerDependencies, optionalDependencies },
      {
        dependencies: undefined,
        peerDependencies: undefined,
        optionalDependencies: undefined
      }
    )
    t.equal(Object.keys(exports['.'])[0], 'types', 'types come first')
  })
  await t.test('the first lines of an uncaught error contain its message', async t => {
    const program = `require(${JSON.stringify(join(ROOT, 'dist'))}).startMock({ prot: 1 })`
    const { stderr } = spawnSync(process.execPath, ['--eval', program], { encoding: 'utf8' })
    t.match(stderr.slice(0, 1000), "\nStartError: unknown setting 'prot', did you mean 'port'?\n")
  })
  await t.test('publint', async t => runTool(t, 'publint@0.3.25', 'publint', packed.file, '--strict'))
})

function checkFiles(t: Test, { files }: Packed): void {
  const paths = files.map(({ path }) => path)
  const places =
    /^(charts|dist|docs|examples|fixtures|schemas)\/|^(CHANGELOG|CONTRIBUTING|README(\.zh-CN)?)\.md$|^(LICENSE|package\.json)$/
  t.strictSame(
    paths.filter(path => !places.test(path)),
    [],
    'no unexpected files'
  )
  const sources = paths.filter(path => !path.startsWith('examples/') && /\.tsx?$|test/.test(path))
  t.strictSame(sources, ['dist/index.d.ts'], 'types in one file, no sources, no tests')
  const pictures = paths.filter(path => path.startsWith('docs/') && !/^docs\/[\w.-]+\.md$/.test(path))
  const pages = ['README.md', 'README.zh-CN.md', 'docs/DEMO.md']
  const shown = pages.flatMap(page => linksOf(page).map(({ file }) => file))
  t.strictSame(
    pictures.filter(path => !shown.includes(path)),
    [],
    'pictures that a page shows only'
  )
  t.strictSame(
    paths.filter(path => path.endsWith('.node')),
    PLATFORMS.map(platform => `dist/better-sqlite3/prebuilds/${platform}.node`),
    'a binary for each platform'
  )
}

async function checkExamples(t: Test, { files }: Packed): Promise<void> {
  const { stdout } = await run('git', ['ls-files', 'charts', 'examples'], { cwd: ROOT })
  // npm leaves out files that steer it or git.
  const expected = stdout
    .trimEnd()
    .split('\n')
    .filter(path => !path.endsWith('.gitignore'))
  const packed = files.map(({ path }) => path).filter(path => /^(charts|examples)\//.test(path))
  t.strictSame(packed.toSorted(), expected.toSorted())
}

/** Follows the relative links of all pages. */
function checkLinks(t: Test, { files }: Packed): void {
  const paths = files.map(({ path }) => path)
  const isPacked = (file: string) => paths.some(path => path === file || path.startsWith(`${file}/`))
  const links = paths
    .filter(path => path.endsWith('.md'))
    .flatMap(page => linksOf(page).map(link => ({ page, ...link })))
  t.ok(links.length > 100, `${links.length} links`)
  t.strictSame(
    links.filter(({ file }) => !isPacked(file)),
    [],
    'each leads to a file of the package'
  )
  t.strictSame(
    links.filter(({ file, anchor }) => anchor !== undefined && !anchorsOf(read(file)).has(anchor)),
    [],
    'each anchor is a heading'
  )
}

/** Runs a tool that only this suite uses; npm downloads it. */
async function runTool(t: Test, spec: string, command: string, ...args: string[]): Promise<void> {
  const outcome = await run('npm', ['exec', '--yes', `--package=${spec}`, '--', command, ...args], {
    cwd: ROOT
  })
  t.match(outcome, { code: 0 }, command, { outcome })
}

t.test('licences of all bundled packages', async t => {
  if (!t.ok(isBuilt, 'the package is built (npm run build)')) return
  const text = await readFile(join(ROOT, 'dist/THIRD_PARTY_LICENSES.txt'), 'utf8')
  const [list = '', ...texts] = text.split(/\n\n-{80}\n\n/)
  const titles = list.split('\n').flatMap(line => /^(.+): .+$/.exec(line)?.[1] ?? [])
  t.strictSame(
    texts.map(text => text.split('\n', 1)[0]),
    titles,
    'each package has a licence text'
  )
  t.strictSame(
    texts.filter(text => text.length < 80),
    []
  )

  // The source maps list the packages, too.
  const maps = (await readdir(join(ROOT, 'dist'))).filter(name => name.endsWith('.js.map'))
  t.ok(maps.length > 5)
  const sources = await Promise.all(
    maps.map(async name => {
      const map = JSON.parse(await readFile(join(ROOT, 'dist', name), 'utf8')) as { sources: string[] }
      return map.sources.flatMap(source => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [])
    })
  )
  const names = new Set(titles.map(title => title.replace(/ \S+$/, '')))
  const inside = [...sources.flat(), 'better-sqlite3', 'react', 'react-dom', 'SQLite', 'swagger-ui-dist']
  t.strictSame(
    inside.filter(name => !names.has(name)),
    []
  )
})

t.test('the build fails if a licence is not allowed', async t => {
  t.throws(() => writeLicences(['node_modules/axe-core/axe.js']), {
    message: /^axe-core [\d.]+ has the licence "MPL-2\.0", which is not allowed$/
  })
})
