import { createServer } from 'node:http'

/** Floor: Node's own server, which keeps nothing. */
const LIST = '{"results":[],"totalCount":0}'

createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    const isInvalid = request.method === 'POST' && typeof JSON.parse(body).url !== 'string'
    response.writeHead(isInvalid ? 400 : 200, { 'content-type': 'application/json' })
    response.end(isInvalid ? '{"error":400}' : LIST)
  })
}).listen(Number(process.argv[2]), '127.0.0.1')
