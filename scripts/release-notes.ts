import { readFileSync } from 'node:fs'

/**
 * Returns the changelog section of a tagged version.
 *
 * @param version of package.json
 * @throws if tag, version and changelog do not agree
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`) throw new Error(`tag ${tag} does not match version ${version} of package.json`)
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find(text => /^\[?([^\]\s]+)\]? - \d{4}-\d\d-\d\d\n/.exec(text)?.[1] === version)
  if (section === undefined) throw new Error(`CHANGELOG.md has no heading "## ${version} - YYYY-MM-DD"`)
  // The changelog may end with the links of its headings.
  const notes = section
    .slice(section.indexOf('\n'))
    .replace(/^\[[^\]]+\]: .*$/gm, '')
    .trim()
  if (notes === '') throw new Error(`CHANGELOG.md has no notes for ${version}`)
  return notes
}

// Prints the notes of the tag in the first argument.
if (import.meta.main) {
  const [tag = ''] = process.argv.slice(2)
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  process.stdout.write(`${releaseNotes(tag, version, readFileSync('CHANGELOG.md', 'utf8'))}\n`)
}
