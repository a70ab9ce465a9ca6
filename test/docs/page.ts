import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../cli/process.ts'

/** A fenced block of a page. */
export interface Block {
  language: string
  text: string
  /** Where its text begins. */
  line: number
}

/** A recipe, and what the page says that it prints. */
export interface Recipe extends Block {
  expected: Block | undefined
}

const OUTPUT = ['text', 'json']

export function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: text = '', index }) => ({
      language,
      text,
      line: markdown.slice(0, index).split('\n').length + 1
    })
  )
}

/** Returns the anchors of a page, those that GitHub gives to headings included. */
export function anchorsOf(markdown: string): Set<string> {
  const headings = Array.from(withoutBlocks(markdown).matchAll(/^#+ (.*)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
  )
  return new Set([...headings, ...Array.from(markdown.matchAll(/<a id="([^"]+)">/g), ([, id = '']) => id)])
}

/** A link to a file of the project. */
export interface Link {
  /** Path from the root, without a trailing slash. */
  file: string
  anchor: string | undefined
}

/** Returns the links and pictures of a page, except those to other hosts. */
export function linksOf(page: string): Link[] {
  const text = withoutBlocks(read(page))
  const targets = [/\]\(([^)\s]+)\)/g, /\b(?:src|srcset|href)="([^"]+)"/g].flatMap(pattern =>
    [...text.matchAll(pattern)].map(([, target = '']) => target)
  )
  return targets
    .filter(target => !/^https?:/.test(target))
    .map(target => {
      const [path = '', anchor] = target.split('#')
      return { file: path === '' ? page : join(dirname(page), path).replace(/\/$/, ''), anchor }
    })
}

/** Returns the text of a page outside its blocks of code. */
export function withoutBlocks(markdown: string): string {
  return markdown.replace(/^```\w*\n[\s\S]*?^```$/gm, '')
}

export function recipesOf(markdown: string): Recipe[] {
  const blocks = blocksOf(markdown)
  return blocks.flatMap((block, at) => {
    if (block.language !== 'sh') return []
    const next = blocks[at + 1]
    return [{ ...block, expected: next && OUTPUT.includes(next.language) ? next : undefined }]
  })
}
