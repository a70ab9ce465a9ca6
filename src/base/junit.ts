import { escapeXml } from './printable.ts'

export interface TestCase {
  suite: string
  name: string
  /** Undefined: passed. */
  failure?: { message: string; lines: readonly string[] } | undefined
}

export function renderJunit(name: string, cases: readonly TestCase[]): string {
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(([suite, group]) => {
    const failures = group.filter(({ failure }) => failure).length
    const head = `  <testsuite name="${escapeXml(suite)}" tests="${group.length}" failures="${failures}">`
    return [head, ...group.map(renderCase), '  </testsuite>'].join('\n')
  })
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escapeXml(name)}">`
  return [head, ...suites, '</testsuites>', ''].join('\n')
}

function renderCase({ suite, name, failure }: TestCase): string {
  const head = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}"`
  if (!failure) return `${head}/>`
  const { message, lines } = failure
  const text = escapeXml(lines.join('\n'))
  return `${head}>\n      <failure message="${escapeXml(message)}">${text}</failure>\n    </testcase>`
}
