/** Returns the words of a command that uses a file. */
type Words = (path: string) => string[]

const start = (...words: string[]) => ['--port', '0', '--log-level', 'error', ...words]
const report = (...words: string[]) => ['calls', 'report', 'none.har', ...words]

/** Where the command reads a file, and the maximum size in MB. */
export const READ: Readonly<Record<string, { limit: number; words: Words }>> = {
  '--seed': { limit: 64, words: path => start('--seed', path) },
  'seed check': { limit: 64, words: path => ['seed', 'check', path] },
  '--stubs': { limit: 64, words: path => start('--stubs', path, '--stubs', path) },
  '--faults': { limit: 64, words: path => start('--faults', path) },
  'calls report --accepted': { limit: 64, words: path => report('--fail-on', 'guess', '--accepted', path) },
  '--import': { limit: 512, words: path => start('--import', path) },
  'calls report': { limit: 512, words: path => ['calls', 'report', path] },
  'compare --calls': { limit: 512, words: path => ['compare', '--dry-run', '--calls', path] },
  '--tls-cert': { limit: 1, words: path => start('--tls', '--tls-cert', path, '--tls-key', 'LICENSE') },
  '--tls-key': { limit: 1, words: path => start('--tls', '--tls-cert', 'LICENSE', '--tls-key', path) }
}

/** Where the command writes a file or, for `--calls`, a folder. */
export const WRITTEN: Readonly<Record<string, Words>> = {
  '--export-on-exit': path => start('--export-on-exit', path),
  '--tls-ca-out': path => start('--tls', '--tls-ca-out', path),
  '--calls': path => start('--calls', path),
  'exec --calls': path => ['exec', '--calls', path, '--', 'true'],
  'calls report --junit': path => report('--junit', path),
  'compare --junit': path => ['compare', '--junit', path],
  'compare --record': path => ['compare', '--record', path]
}
