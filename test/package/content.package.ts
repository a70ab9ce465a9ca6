import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import t, { type Test } from 'tap'
import { OPTIONS, PAGE } from '../../scripts/build-console.ts'
import { writeLicences } from '../../scripts/licences.ts'
import { run } from '../clients/run.ts'
import { anchorsOf, type Link, linksOf, read } from '../docs/page.ts'
import { type Packed, pack, ROOT } from './consumer.ts'

const PLATFORMS = ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap(system => [
  `${system}-arm64`,
  `${system}-x64`
])

t.test('the published package', async t => {
  const packed = await pack()
  await t.test('files', async t => checkFiles(t, packed))
  await t.test('packs the examples and the test helpers', async t => await checkExamples(t, packed))
  await t.test('links of packed pages resolve', async t => checkLinks(t, packed))
  await t.test('package.json has no dependencies to install', async t => {
    const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
    t.strictSame(
      Object.keys(manifest).filter(name => /dependencies$/i.test(name)),
      ['peerDependencies', 'devDependencies']
    )
    const { peerDependencies, peerDependenciesMeta, exports } = manifest
    for (const name of Object.keys(peerDependencies)) t.ok(peerDependenciesMeta[name]?.optional, name)
    for (const [path, target] of Object.entries<string | object>(exports)) {
      if (typeof target === 'object') t.equal(Object.keys(target)[0], 'types', `types of ${path} come first`)
    }
  })
  await t.test('the first lines of an uncaught error contain its message', async t => {
    const program = `require(${JSON.stringify(join(ROOT, 'dist'))}).startMock({ prot: 1 })`
    const { stderr } = spawnSync(process.execPath, ['--eval', program], { encoding: 'utf8' })
    t.match(stderr.slice(0, 1000), "\nStartError: unknown setting 'prot', did you mean 'port'?\n")
  })
  await t.test('no file that dist/index.js can load has an import(): Jest rejects it', async t => {
    const files = new Set(['dist/index.js'])
    const found: string[] = []
    for (const file of files) {
      const text = await readFile(join(ROOT, file), 'utf8')
      for (const [, path = ''] of text.matchAll(/\brequire\("(\..+?)"\)/g))
        files.add(join(dirname(file), path))
      // A method may have this name.
      for (const [line] of text.matchAll(/^.*(?<![\w$.])import\((?!.*\) \{$).*$/gm))
        found.push(`${file}: ${line.trim()}`)
    }
    t.strictSame(found, [])
    t.match([...files].join('\n'), /\/app-[\s\S]*\/file-server-/, 'follows what is loaded on demand')
  })
  await t.test('publint', async t => runTool(t, 'publint@0.3.25', 'publint', packed.file, '--strict'))
})

function checkFiles(t: Test, { files }: Packed): void {
  const paths = files.map(({ path }) => path)
  const places =
    /^(dist|docs|examples|fixtures|go|schemas|test-runners)\/|^(CHANGELOG|CONTRIBUTING|DECISIONS|RELEASING|README(\.zh-CN)?)\.md$|^(LICENSE|package\.json)$/
  const pages = ['README.md', 'README.zh-CN.md', 'docs/DEMO.md']
  const shown = pages.flatMap(page => linksOf(page).map(({ file }) => file))
  const isPicture = (path: string) =>
    path.startsWith('docs/') && !/^docs\/(fidelity\/)?[\w.-]+\.md$/.test(path)
  t.strictSame(
    {
      unexpected: paths.filter(path => !places.test(path)),
      sources: paths.filter(path => !COPIED.includes(path.split('/')[0] ?? '') && /\.tsx?$|test/.test(path)),
      unusedPictures: paths.filter(path => isPicture(path) && !shown.includes(path)),
      binaries: paths.filter(path => path.endsWith('.node'))
    },
    {
      unexpected: [],
      sources: ['dist/index.d.ts'],
      unusedPictures: [],
      binaries: PLATFORMS.map(platform => `dist/better-sqlite3/prebuilds/${platform}.node`)
    }
  )
}

/** Folders that the package contains as they are. */
const COPIED = ['examples', 'go', 'test-runners']

async function checkExamples(t: Test, { files }: Packed): Promise<void> {
  const { stdout } = await run('git', ['ls-files', ...COPIED], { cwd: ROOT })
  // npm leaves out files that steer it or git.
  const expected = stdout
    .trimEnd()
    .split('\n')
    .filter(path => !path.endsWith('.gitignore'))
  const packed = files.map(({ path }) => path).filter(path => COPIED.includes(path.split('/')[0] ?? ''))
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
  const isHeading = ({ file, anchor }: Link) => anchor === undefined || anchorsOf(read(file)).has(anchor)
  t.strictSame(
    links.filter(link => !isPacked(link.file) || !isHeading(link)),
    []
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
  const { components } = await readSbom()
  t.strictSame(titles, components.map(titleOf).sort(), 'the packages of the SBOM')
})

interface Component {
  name: string
  version: string
}

async function readSbom(): Promise<{ components: Component[] }> {
  return JSON.parse(await readFile(join(ROOT, 'dist/sbom.cdx.json'), 'utf8'))
}

const titleOf = ({ name, version }: Component) => `${name} ${version}`

t.test('the SBOM lists each package of the bundle', async t => {
  const { components } = await readSbom()
  const bundled = await findBundled()
  const listed = components.map(titleOf)
  t.match(bundled.join('\n'), /^fastify /m, 'finds what is bundled')
  t.strictSame(
    bundled.filter(title => !listed.includes(title)),
    []
  )
  const find = (name: string) => components.find(component => component.name === name)
  const version = find('SQLite')?.version
  t.strictSame(find('SQLite'), {
    type: 'library',
    name: 'SQLite',
    version,
    'bom-ref': `pkg:generic/sqlite@${version}`,
    licenses: [{ license: { id: 'blessing' } }],
    cpe: `cpe:2.3:a:sqlite:sqlite:${version}:*:*:*:*:*:*:*`,
    purl: `pkg:generic/sqlite@${version}`
  })
  t.match(find('@fastify/static'), { purl: /^pkg:npm\/%40fastify\/static@\d+\.\d+\.\d+$/ })
  t.match(find('swagger-ui-dist'), { purl: /^pkg:npm\/swagger-ui-dist@\d+\.\d+\.\d+$/ })
})

/** Returns the packages that the source maps name. The build writes none for the console's page. */
async function findBundled(): Promise<string[]> {
  const page = await build({
    ...OPTIONS,
    entryPoints: [PAGE],
    outdir: 'dist/console',
    sourcemap: 'external',
    sourcesContent: false,
    write: false
  })
  const maps = [
    ...page.outputFiles.map(({ path, text }) => ({ path, text })),
    ...globSync('dist/**/*.map').map(path => ({ path, text: readFileSync(path, 'utf8') }))
  ].filter(({ path }) => path.endsWith('.map'))
  const files = maps.flatMap(({ path, text }) => {
    const { sources } = JSON.parse(text) as { sources: string[] }
    return sources.map(source => join(dirname(path), source))
  })
  const folders = files.flatMap(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [])
  const titles = [...new Set(folders)].map(folder =>
    titleOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  )
  return [...new Set(titles)]
}

t.test('the build fails if a licence is not allowed', async t => {
  t.throws(() => writeLicences(['node_modules/axe-core/axe.js']), {
    message: /^axe-core [\d.]+ has the licence "MPL-2\.0", which is not allowed$/
  })
})
