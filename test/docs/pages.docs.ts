import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { walkPost } from '../../scripts/walk.ts'
import { ROOT } from '../cli/process.ts'
import { run } from '../clients/run.ts'
import { linksOf, read, withoutBlocks } from './page.ts'

const DOCS = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'))
const PAGES = ['README.md', 'README.zh-CN.md', ...DOCS.map(name => `docs/${name}`)]

/** Returns the parts of a page that do not depend on the language: outline, commands, code and links. */
function skeletonOf(page: string) {
  // Each language has its own screenshots.
  const text = read(page)
    .replace(/(docs\/images\/\w+)-zh-/g, '$1-')
    .replace('(README.zh-CN.md)', '(README.md)')
  const blocks = [...text.matchAll(/^```\w*\n[\s\S]*?^```$/gm)].map(([block]) => block)
  const prose = withoutBlocks(text)
  return {
    headings: [...prose.matchAll(/^(#+) /gm)].map(([, level]) => level),
    blocks,
    rows: [...prose.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split(/(?<!\\)\|/).length),
    // Sorted, because word order differs between languages.
    code: [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).toSorted(),
    links: [...prose.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target).toSorted(),
    pictures: [...prose.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, target]) => target)
  }
}

t.test('README.zh-CN.md matches README.md', async t => {
  t.strictSame(skeletonOf('README.zh-CN.md'), skeletonOf('README.md'))
})

t.test('the pages that people write are short', async t => {
  const docs = PAGES.filter(page => page.startsWith('docs/') && page !== 'docs/FIDELITY.md')
  for (const [pages, limit] of [
    [['README.md'], 900],
    [['CONTRIBUTING.md'], 1_200],
    [docs, 10_136]
  ] as const) {
    const words = pages.map(read).join(' ').trim().split(/\s+/).length
    t.ok(words <= limit, `${pages}: ${words} of at most ${limit} words`)
  }
})

t.test('CONTRIBUTING.md lists the files that a request enters', async t => {
  const [, section = ''] =
    /^## How a request is processed\n([\s\S]*?)^## /m.exec(read('CONTRIBUTING.md')) ?? []
  const listed = section.split('\n').filter(line => /^\d/.test(line))
  const files = listed.flatMap(line => Array.from(line.matchAll(/`([\w/-]+\.ts)`/g), ([, file]) => file))
  t.strictSame(files.toSorted(), (await walkPost()).map(({ file }) => file).toSorted())
})

t.test('every npx call has --no-install', async t => {
  // Without --no-install, npx downloads a package that somebody else may have published.
  const pattern = 'npx +(-y +|--yes +|-p +|--package[= ])*(atlas-mock|atlas-integrations-mock)\\b'
  const grep = ['grep', '--untracked', '--extended-regexp', '--line-number', pattern]
  t.strictSame(await run('git', grep, { cwd: ROOT }), { code: 1, stdout: '', stderr: '' })
})

t.test('every page is linked from the README', async t => {
  const linked = linksOf('README.md').map(({ file }) => file)
  t.strictSame(
    PAGES.filter(page => page.startsWith('docs/') && !linked.includes(page)),
    []
  )
})
