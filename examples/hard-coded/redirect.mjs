// Connects a Node.js client to the mock in place of https://cloud.mongodb.com:
//   ATLAS_MOCK_URL=http://127.0.0.1:8080 node --import ./redirect.mjs CLIENT
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import tls from 'node:tls'

const HOST = 'cloud.mongodb.com'
const { ATLAS_MOCK_URL: url = '' } = process.env
if (!url.startsWith('http://')) throw new Error(`ATLAS_MOCK_URL must be an http:// address, not '${url}'`)
const { hostname, port } = new URL(url)

// fetch, node:https and HTTP libraries open their TLS connections with tls.connect. Libraries for proxies call it
// without a host, but with a server name.
const { connect } = tls
tls.connect = (...args) => {
  if (!args.some(arg => arg === HOST || arg?.host === HOST || arg?.servername === HOST))
    return connect(...args)
  const socket = net.connect(Number(port) || 80, hostname.replace(/^\[|\]$/g, ''))
  const listener = args.at(-1)
  if (typeof listener === 'function') socket.once('secureConnect', listener)
  // Clients wait for the end of the TLS handshake.
  return socket.once('connect', () => socket.emit('secureConnect'))
}
// For clients that import the function by name.
syncBuiltinESMExports()
