import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'

/** Returns the parts of a page that do not depend on the language: outline, commands, code and links. */
function skeletonOf(page: string) {
  // Each language has its own screenshots.
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/(docs\/images\/\w+)-zh-/g, '$1-')
  const blocks = [...text.matchAll(/^```\w*\n[\s\S]*?^```$/gm)].map(([block]) => block)
  const prose = text.replace(/^```\w*\n[\s\S]*?^```$/gm, '')
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
  const english = skeletonOf('README.md')
  const chinese = skeletonOf('README.zh-CN.md')
  const other = (links: readonly string[]) => links.filter(target => !/^README(\.zh-CN)?\.md$/.test(target))
  t.strictSame(chinese.headings, english.headings, 'the same headings')
  t.strictSame(chinese.blocks, english.blocks, 'the same commands')
  t.strictSame(chinese.rows, english.rows, 'the same tables')
  t.strictSame(chinese.code, english.code, 'the same names, values and paths')
  t.strictSame(other(chinese.links), other(english.links), 'the same links')
  t.strictSame(chinese.pictures, english.pictures, 'the same images')
})

/** Returns the anchors that GitHub gives to headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.replace(/^```\w*\n[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)]
  return new Set(
    headings.map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-')
    )
  )
}

t.test('links within the pages have targets', async t => {
  const read = (page: string) => readFileSync(join(ROOT, page), 'utf8')
  const docs = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'))
  for (const page of [
    'README.md',
    'README.zh-CN.md',
    'CONTRIBUTING.md',
    ...docs.map(name => `docs/${name}`)
  ]) {
    for (const [, target = '', anchor] of read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
      const place = target === '' ? page : join(dirname(page), target)
      t.ok(existsSync(join(ROOT, place)), `${page}: ${target}`)
      if (anchor !== undefined) t.ok(anchorsOf(read(place)).has(anchor), `${page}: ${target}#${anchor}`)
    }
  }
})

t.test('every page is linked from the README', async t => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  for (const page of readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'))) {
    t.match(readme, `](docs/${page}`, page)
  }
})
