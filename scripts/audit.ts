import { readFileSync } from 'node:fs'

/** An entry of `npm audit --json`. */
interface Vulnerability {
  name: string
  /** Its own advisories, and the names of packages that bring theirs. */
  via: readonly (string | { title: string; url: string; severity: string })[]
  /** Its places in the lock file. */
  nodes: readonly string[]
}

interface Audit {
  vulnerabilities?: Record<string, Vulnerability>
  message?: string
}

interface Lock {
  packages: Record<string, { version?: string }>
}

interface Bom {
  components: readonly { name: string; version?: string }[]
}

/**
 * Returns the advisories on what the package bundles, a line each: `npm audit` also reports what only builds and tests
 * it, and users' scanners see nothing.
 *
 * @throws {Error} if the audit failed
 */
export function bundledAdvisories(
  { vulnerabilities, message }: Audit,
  { packages }: Lock,
  bom: Bom
): string[] {
  if (!vulnerabilities) throw new Error(`npm audit failed: ${message ?? 'no vulnerabilities in its output'}`)
  const bundled = new Set(bom.components.map(({ name, version }) => `${name}@${version}`))
  return Object.values(vulnerabilities).flatMap(({ name, via, nodes }) => {
    const titles = new Set(nodes.map(node => `${name}@${packages[node]?.version}`))
    const advisories = via.filter(each => typeof each === 'object')
    return [...titles]
      .filter(title => bundled.has(title))
      .flatMap(title =>
        advisories.map(({ severity, title: text, url }) => `${title}: ${severity}: ${text} ${url}`)
      )
  })
}

if (import.meta.main) {
  const read = <Value>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as Value
  const lines = bundledAdvisories(
    read<Audit>('/dev/stdin'),
    read<Lock>('package-lock.json'),
    read<Bom>('dist/sbom.cdx.json')
  )
  for (const line of lines) process.stdout.write(`${line}\n`)
  process.exitCode = lines.length > 0 ? 1 : 0
}
