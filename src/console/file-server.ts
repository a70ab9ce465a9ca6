import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import staticFiles from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import { assetUrl } from '../assets.ts'

/**
 * The page uses only this server and cannot be framed. Styles are inline because Mantine sets variables in `<style>`
 * elements and attributes.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default'
].join('; ')

/** Omits Strict-Transport-Security: a browser would apply it to every server on this host. */
const HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY'
}

/** Creates a server for the built files: the console, the OpenAPI documents and Swagger UI. */
export async function createFileServer(
  folder = fileURLToPath(assetUrl('dist/console'))
): Promise<FastifyInstance> {
  const server = Fastify({ logger: false })
  await server.register(consolePlugin, { folder })
  const root = fileURLToPath(assetUrl('dist/swagger-ui'))
  await server.register(staticFiles, { root, prefix: '/_mock/docs', redirect: true, decorateReply: false })
  serveDocument(server, '/openapi.json', 'dist/openapi.json')
  serveDocument(server, '/_mock/openapi.json', 'dist/control-openapi.json')
  await server.ready()
  return server
}

function serveDocument(server: FastifyInstance, url: string, path: string): void {
  const file = assetUrl(path)
  let document: Buffer | undefined
  server.get(url, async (_request, reply) => {
    if (!existsSync(file)) {
      return reply
        .code(404)
        .type('text/plain; charset=utf-8')
        .send('the document is not built; run npm run build\n')
    }
    document ??= readFileSync(file)
    return reply.type('application/json; charset=utf-8').send(document)
  })
}

/** Registers the page and its files with their compressed variants. All names except `index.html` contain a hash. */
async function consolePlugin(server: FastifyInstance, { folder }: { folder: string }): Promise<void> {
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(HEADERS)
    done()
  })
  server.setNotFoundHandler((request, reply) => {
    reply.code(404).type('text/plain; charset=utf-8')
    return existsSync(folder)
      ? `not found: ${request.url.split('?', 1)[0]}\n`
      : 'the console is not built; run npm run build\n'
  })
  await server.register(staticFiles, {
    root: folder,
    prefix: '/_mock/console/',
    wildcard: true,
    index: false,
    preCompressed: true,
    // Its name has no hash: serve it only at `/`, uncached.
    allowedPath: (path, _root, request) => path !== '/index.html' || request.routeOptions.url === '/',
    maxAge: '365d',
    immutable: true
  })
  server.get('/', (_request, reply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false })
  )
}
