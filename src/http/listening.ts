/** Where a server is reached that listens on a host: one that listens everywhere, at the loopback. */
export function listeningUrl({ host, tls }: { host: string; tls: boolean }, port: number): string {
  return `${tls ? 'https' : 'http'}://${reachable(host)}:${port}`
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
