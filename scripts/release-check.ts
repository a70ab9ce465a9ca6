import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { releaseNotes } from './release-notes.ts'

/** What decides whether a version may be published. */
export interface Release {
  version: string
  /** The module that contains the version of the Python wheel. */
  module: string
  /** `repository.url` of package.json. */
  repositoryUrl: string
  /** `homepage` and `bugs.url` of package.json. */
  links: Readonly<Record<string, string>>
  /** OWNER/NAME of the repository that publishes. */
  repository: string
  /** Whether the default branch contains the commit. */
  onDefaultBranch: boolean
  /** The versions on npm. */
  published: readonly string[]
  /** The text of each page, and of each file of the examples and the Go module that names the repository. */
  pages: Readonly<Record<string, string>>
}

/** Returns why the version must not be published; empty if it may. */
export function releaseErrors(release: Release): string[] {
  const { version, module, repositoryUrl, links, repository, onDefaultBranch, published, pages } = release
  const errors: string[] = []
  const [, wheel] = /^__version__ = "(.*)"$/m.exec(module) ?? []
  if (wheel !== version) errors.push(`the Python wheel has the version ${wheel}, not ${version}`)
  // npm compares them when it verifies the provenance.
  const url = `git+https://github.com/${repository}.git`
  if (repositoryUrl !== url) errors.push(`repository.url of package.json is ${repositoryUrl}, not ${url}`)
  for (const [field, link] of Object.entries(links)) {
    const site = `https://github.com/${repository}`
    if (!link.startsWith(site)) errors.push(`${field} of package.json is ${link}, not below ${site}`)
  }
  if (!onDefaultBranch) errors.push('the commit of the tag is not on the default branch')
  if (published.includes(version)) errors.push(`version ${version} is already on npm`)
  // The version becomes `latest`.
  const higher = published.find(other => isHigher(other, version))
  if (higher !== undefined) errors.push(`version ${version} is lower than ${higher}, which is on npm`)
  for (const [page, text] of Object.entries(pages)) {
    const [phrase] =
      /(not|nothing is) published yet|尚未发布|OWNER\/atlas-integrations-mock/i.exec(text) ?? []
    if (phrase !== undefined) errors.push(`${page} says '${phrase}'`)
  }
  return errors
}

function isHigher(version: string, than: string): boolean {
  // Prereleases do not become `latest`.
  if (!/^\d+\.\d+\.\d+$/.test(version)) return false
  return version.localeCompare(than, 'en', { numeric: true }) > 0
}

/** Returns the versions of a package on npm. @throws if npm cannot list them */
function publishedVersions(name: string): string[] {
  const { stdout, stderr } = spawnSync('npm', ['view', name, 'versions', '--json'], { encoding: 'utf8' })
  const result = JSON.parse(stdout || '{}') as string | string[] | { error?: { code?: string } }
  if (typeof result === 'string') return [result]
  if (Array.isArray(result)) return result
  // The package does not exist yet.
  if (result.error?.code === 'E404') return []
  throw new Error(`npm cannot list the versions of ${name}: ${stderr}`)
}

/** @throws if a commit is unknown */
function isAncestor(commit: string, of: string): boolean {
  const { status, stderr } = spawnSync('git', ['merge-base', '--is-ancestor', commit, of], {
    encoding: 'utf8'
  })
  if (status !== 0 && status !== 1) throw new Error(`git cannot compare ${commit} and ${of}: ${stderr}`)
  return status === 0
}

/** Checks the release of a tag. Arguments: tag, OWNER/NAME, default branch. */
if (import.meta.main) {
  const [tag = '', repository = '', branch = ''] = process.argv.slice(2)
  const read = (file: string) => readFileSync(file, 'utf8')
  const { name, version, repository: source, homepage, bugs } = JSON.parse(read('package.json'))
  releaseNotes(tag, version, read('CHANGELOG.md'))
  const pages = globSync([
    'README*.md',
    'docs/**/*.md',
    'go/**/go.mod',
    'examples/**/*.{go,java,mod,yml}'
  ]).toSorted()
  const errors = releaseErrors({
    version,
    module: read('python/atlas_integrations_mock/__init__.py'),
    repositoryUrl: source.url,
    links: { homepage: String(homepage), 'bugs.url': String(bugs?.url) },
    repository,
    onDefaultBranch: isAncestor('HEAD', branch),
    published: publishedVersions(name),
    pages: Object.fromEntries(pages.map(page => [page, read(page)]))
  })
  for (const error of errors) process.stderr.write(`${error}\n`)
  if (errors.length > 0) process.exitCode = 1
}
