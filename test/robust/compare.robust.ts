import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import t from 'tap'
import type { Skipped } from '../../src/proof/compare/comparison-report.ts'
import type { ProjectEvent } from '../../src/proof/compare/project-requests.ts'
import { ACME, STAGING } from '../app.ts'
import { BUNDLE } from '../cli/process.ts'
import { ACCOUNTS } from '../clients/seed.ts'
import { spawnPlainly } from '../clients/server.ts'
import { compareRecording, inProject, ORG, PROJECT, projectOf, Recording } from '../proof/compare/calls.ts'
import {
  compareExchanges,
  differing,
  environmentFor,
  exchangesOf,
  KEY,
  type ProxiedResponse,
  projectsOf,
  startTarget,
  startTrustedTarget,
  type Target,
  withoutProjects
} from '../proof/compare/target.ts'
import { OPTIONS } from './options.ts'
import { Random } from './random.ts'

/** Interruptions by Ctrl-C; the other signals follow, twice each. */
const INTERRUPTIONS = OPTIONS.isFull ? 20 : 3
/** Signals that stop the comparison, and the exit codes. */
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGQUIT', 131]
] as const
const SETTING = 'rejects an unknown attribute outside the creation of an integration: setting of a project'

t.comment(`ROBUST_SEED=${OPTIONS.seed}`)

function isCreation({ method, path }: ProxiedResponse): boolean {
  return method === 'POST' && path.endsWith('/groups')
}

function withId({ body }: ProxiedResponse, id: string): Partial<ProxiedResponse> {
  return { body: body.replace(/"id":"\w+"/, `"id":"${id}"`) }
}

t.test('deletes its projects when interrupted', async t => {
  const target = await startTarget(t)
  const recording = await recordPages()
  const flags = ['--calls', await recording.write(dirname(target.caFile))]
  const random = new Random(OPTIONS.seed, 3_000_000)
  const [ctrlC, ...others] = SIGNALS
  for (const [signal, exitCode] of [...Array(INTERRUPTIONS).fill(ctrlC), ...others]) {
    const isReplay = random.chance(0.5)
    // The first requests create the project.
    const last = 1 + random.below(random.chance(0.5) ? 8 : isReplay ? 25 : 400)
    const options = { signal, ...(isReplay && { flags }) }
    const { code, stdout, stderr } = await compare(target, 'orgowner', last, options)
    t.strictSame({ code, stdout }, { code: exitCode, stdout: '' })
    t.match(
      withoutProjects(stderr),
      /^(atlas-mock: about \d+ requests in less than a minute, 1000 per second\n)?atlas-mock: interrupted, deleting the projects\n$/
    )
    t.strictSame(projectsOf(target.mock), ['demo', 'staging'], `${signal} at request ${last}`)
  }
})

t.test('prints the deletion command if deleting the project fails', async t => {
  const target = await startTarget(t)
  target.mock.faults.add({ match: { operation: 'deleteGroup' }, effect: { type: 'status', status: 409 } })
  const { code, stderr } = await compare(target, 'orgowner', 20)
  t.equal(code, 2)
  const [, command] =
    /could not delete the project \S+: the service returned 409 \w+; delete it with:\n(curl .+)\n/.exec(
      stderr
    ) ?? []
  target.mock.faults.clear()
  t.equal(projectsOf(target.mock).length, 3)
  t.equal(await runCurl(target, 'orgowner', command), '202')
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('prints the name of a project before it creates it, then the deletion command', async t => {
  const target = await startTarget(t)
  const signal = 'SIGKILL'
  const isNext = ({ method, path }: ProxiedResponse) => method === 'GET' && path.includes('/groups/')
  const known = projectsOf(target.mock)
  for (const id of ['orgowner', 'mdb_sa_id_0000000000000000000000a1']) {
    const first = await compare(target, id, isCreation, { signal })
    const [name] = projectsOf(target.mock).slice(known.length)
    t.match(name, /^atlas-mock-compare-[0-9a-f]{16}$/)
    t.equal(first.stderr, `atlas-mock: creating the project ${name}\n`)
    known.push(name ?? '')

    const { stderr } = await compare(target, id, isNext, { signal })
    const [, created, command] =
      /^atlas-mock: creating .*\natlas-mock: created the project (\S+); .*\n(curl .+)\n$/.exec(stderr) ?? []
    t.strictSame(projectsOf(target.mock), [...known, created])
    t.equal(await runCurl(target, id, command), '202')
    t.strictSame(projectsOf(target.mock), known)
  }
})

t.test(
  'ends at once when interrupted, whatever the service responds, and prints the deletion command',
  async t => {
    const target = await startTarget(t)
    const waiting = { status: 429, headers: { 'retry-after': '300' } }
    for (const [id, then, most] of [
      ['orgowner', waiting, 2_000],
      ['mdb_sa_id_0000000000000000000000a1', waiting, 2_000],
      // The service may still complete the request that was sent.
      ['orgowner', { raw: () => undefined }, 8_000]
    ] as const) {
      const { code, stderr, took } = await compare(target, id, 20, { then })
      t.equal(code, 2)
      t.match(stderr, /could not delete the project \S+: .+; delete it with:\ncurl .+\n/)
      t.notMatch(stderr.replace(/^curl .*$/gm, ''), /[0-9a-f]{24}/)
      t.ok(took < most, `${took} ms`)
    }
    t.equal(projectsOf(target.mock).length, 5)
  }
)

t.test('changes no foreign project, whatever a service responds to recorded calls', async t => {
  const target = await startTrustedTarget(t)
  const recording = await recordPages()
  const folder = dirname(target.caFile)
  const before = JSON.stringify(target.mock.organizations())
  const own = () => JSON.stringify(target.mock.organizations())
  const random = new Random(OPTIONS.seed, 4_000_000)
  const foreign = (text: string) => text.replace(/[0-9a-f]{24}/g, STAGING)
  for (let run = 0; run < INTERRUPTIONS; run++) {
    target.change(({ method, path, body, headers }) => {
      const isLookup = /\/groups(\/[0-9a-f]{24})?$/.test(path) || path.includes('/orgs/')
      if (isLookup || random.chance(0.7)) return {}
      const location = foreign(String(headers['location']))
      const lies = [{ body: foreign(body), headers: { ...headers, location } }, { body: '' }, { status: 404 }]
      return random.pick(method === 'GET' ? lies : [...lies, { status: 500 }])
    })
    const problem = await compareRecording(target, recording, folder).then(
      () => '',
      (error: Error) => error.message
    )
    t.match(problem, /^($|cannot restore the project: |missing role: )/)
    t.equal(own(), before)
  }
  t.strictSame(
    (await target.mock.requests.list()).filter(({ request: { url } }) => url.includes(STAGING)),
    []
  )
  target.change(proxied =>
    isCreation(proxied) && !proxied.requestBody.includes('withDefault') ? withId(proxied, STAGING) : {}
  )
  await t.rejects(compareRecording(target, recording, folder), /does not belong to the new project$/)
  t.equal(own(), before)
})

t.test('deletes a project whose creation a gateway sent twice', async t => {
  const target = await startTrustedTarget(t)
  const folder = dirname(target.caFile)
  const before = JSON.stringify(target.mock.organizations())
  const isCreated = (proxied: ProxiedResponse) => isCreation(proxied) && proxied.status === 201
  target.change(proxied => (isCreated(proxied) ? { isRepeated: true } : {}))
  // The nonce of a key is used up: its second request is sent again.
  for (const credential of [KEY, { kind: 'serviceAccount', ...ACCOUNTS.owner } as const]) {
    const exchanges = exchangesOf('creates a project', SETTING)
    const skipped: Skipped[] = []
    t.strictSame(
      (await compareExchanges(target, exchanges, credential, {}, skipped)).map(({ titles, findings }) => [
        titles,
        findings
      ]),
      [[[SETTING], []]]
    )
    t.strictSame(skipped, [{ why: 'repeated', request: 'POST /api/atlas/v2/groups', count: 1 }])
    t.equal(JSON.stringify(target.mock.organizations()), before)
  }
  const { results, skipped, stopped } = await compareRecording(target, await recordPages(), folder)
  t.strictSame([stopped, differing(results)], [undefined, []])
  t.strictSame(
    skipped.map(({ why, request, count }) => [why, request, count]),
    [
      ['repeated', 'POST /api/atlas/v2/groups', 3],
      ['not replayed', 'POST /api/atlas/v2/groups/{id}/integrations/PAGER_DUTY', 3],
      ['not replayed', 'PUT /api/atlas/v2/groups/{id}/integrations/PAGER_DUTY', 3],
      ['not replayed', 'GET /api/atlas/v2/groups/{id}/integrations', 3]
    ]
  )
  t.equal(JSON.stringify(target.mock.organizations()), before)
  target.change(proxied => (isCreated(proxied) ? { status: 409, body: '{"errorCode":"OTHER"}' } : {}))
  await t.rejects(compareExchanges(target, exchangesOf(SETTING)), {
    message: 'cannot create the project: the service returned 409 OTHER'
  })
  t.equal(JSON.stringify(target.mock.organizations()), before)
})

t.test("does not take a gateway's own 404 for the deletion of a project", async t => {
  const target = await startTrustedTarget(t)
  const effect = { type: 'status' as const, status: 404, body: '<html></html>' }
  target.mock.faults.add({ match: { operation: 'deleteGroup' }, effect })
  const events: ProjectEvent[] = []
  await compareExchanges(target, exchangesOf(SETTING), KEY, { onProject: event => events.push(event) })
  t.match(events.at(-1), { type: 'left', problem: 'the service returned 404' })
})

t.test('reports the status of a service that rejects every request', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('deletes')
  await recording.call('DELETE', inProject(''))
  for (const [status, errorCode, shown] of [
    [401, undefined, '401'],
    [429, 'RATE_LIMITED', '429 RATE_LIMITED']
  ] as const) {
    let isRejecting = false
    target.change(({ method, path }) => {
      const headers = { 'retry-after': '0' }
      if (isRejecting) return { status, headers, body: JSON.stringify({ errorCode }) }
      // The last request before the page.
      isRejecting = method === 'DELETE' && path.includes('/alertConfigs/')
      return {}
    })
    const events: ProjectEvent[] = []
    const options = { onProject: (event: ProjectEvent) => events.push(event) }
    await t.rejects(compareRecording(target, recording, dirname(target.caFile), options), {
      message: new RegExp(`^cannot read the project atlas-mock-compare-\\w+: the service returned ${shown}$`)
    })
    t.match(events.at(-1), { type: 'left', problem: `the service returned ${shown}` })
    target.change(() => (isRejecting ? { status, headers: { 'retry-after': '0' }, body: '{}' } : {}))
    await t.rejects(compareExchanges(target, exchangesOf(SETTING)), {
      message: status === 401 ? 'the service rejected the credentials' : /\/orgs\/\{id\} returned 429$/
    })
  }
})

/** Records calls in several projects, which they create, change and delete. */
async function recordPages(): Promise<Recording> {
  const second = '5f00000000000000000000b2'
  const recording = new Recording()
  for (const title of ['first', 'second', 'third']) {
    await recording.page(title, [projectOf(PROJECT), projectOf(second)])
    const { id } = await recording.call('POST', '/api/atlas/v2/groups', { name: title, orgId: ORG })
    for (const project of [PROJECT, second, String(id)]) {
      const path = inProject('/integrations/PAGER_DUTY', project)
      await recording.call('POST', path, { serviceKey: 'a'.repeat(32) })
      await recording.call('PUT', path, {
        serviceKey: title[0]?.replace(/[^a-f]/, 'b').repeat(32),
        region: 'EU'
      })
      await recording.call('GET', inProject('/integrations', project))
    }
    await recording.call('PATCH', inProject('/settings'), { isSchemaAdvisorEnabled: false })
    await recording.call('DELETE', inProject('', second))
  }
  return recording
}

const isChange = ({ method, path }: ProxiedResponse) => method === 'PATCH' && path.endsWith('/settings')

/** Changed responses that end a comparison, and the errors. */
const ENDING: Readonly<Record<string, [(proxied: ProxiedResponse) => Partial<ProxiedResponse>, RegExp]>> = {
  'a body that ends early': [broken('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{'), /aborted/],
  'another protocol': [
    broken('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    /the service switched protocols/
  ],
  'no HTTP': [broken('hello\r\n\r\n'), /Parse Error/],
  'another id of the project': [
    proxied => (isCreation(proxied) ? withId(proxied, '../x') : {}),
    /cannot create the project: the service returned 201/
  ]
}

/** Returns a change of the response to a change of the settings. */
function broken(text: string) {
  const raw = (socket: Duplex) => socket.end(text)
  return (proxied: ProxiedResponse) => (isChange(proxied) ? { raw } : {})
}

t.test('a malformed response ends the comparison with an error, and the project is deleted', async t => {
  const target = await startTrustedTarget(t)
  for (const [what, [change, problem]] of Object.entries(ENDING)) {
    target.change(change)
    await t.rejects(compareExchanges(target, exchangesOf(SETTING)), problem, what)
    t.strictSame(projectsOf(target.mock), ['demo', 'staging'], what)
  }
})

t.test('never deletes a project that it did not create', async t => {
  const target = await startTrustedTarget(t)
  const { id, name } = { id: STAGING, name: 'staging' }
  const foreign = JSON.stringify({ id, name, orgId: ACME })
  for (const status of [201, 500]) {
    target.change(proxied => {
      if (isCreation(proxied)) return { status, body: foreign }
      return proxied.path.includes('/byName/') ? { status: 200, body: foreign } : {}
    })
    await t.rejects(
      compareExchanges(target, exchangesOf(SETTING)),
      /; if the project atlas-mock-compare-\w+ exists, delete it$/
    )
    t.ok(projectsOf(target.mock).includes('staging'), String(status))
  }
})

t.test('keeps the result if the token cannot be revoked, and rejects a malformed token', async t => {
  const target = await startTrustedTarget(t)
  const account = { kind: 'serviceAccount', ...ACCOUNTS.owner } as const
  target.change(({ path }) => (path.endsWith('/revoke') ? { raw: socket => socket.destroy() } : {}))
  t.strictSame(differing(await compareExchanges(target, exchangesOf(SETTING), account)), [])
  target.change(({ path }) => (path.endsWith('/token') ? { body: '<html>' } : {}))
  await t.rejects(compareExchanges(target, exchangesOf(SETTING), account), /the service returned no token/)
})

t.test('a full disk does not lose the result', { skip: !existsSync('/dev/full') }, async t => {
  const target = await startTarget(t)
  const calls = await (await recordPages()).write(dirname(target.caFile))
  const flags = ['--junit', '/dev/full', '--calls', calls]
  const { code, stdout, stderr } = await compare(target, 'orgowner', 0, { flags })
  t.equal(code, 2)
  t.match(stdout, /^Differences: 0, in 0 of \d+ calls and 0 of \d+ tests; responses compared with/m)
  t.match(stderr, /^atlas-mock: cannot write \/dev\/full: ENOSPC/m)
})

/** Runs a curl command that trusts the target. @returns the status */
async function runCurl(target: Target, id: string, command = ''): Promise<string> {
  const trusting = command.replaceAll('curl ', `curl --cacert ${target.caFile} `)
  const words = ['-c', `${trusting} --silent --output /dev/null --write-out '%{http_code}'`]
  return (await spawnPlainly('sh', words, { env: environmentFor(target, id) }).stdout.toArray()).join('')
}

/**
 * Runs the command.
 *
 * @param last request to the target during which the signal is sent, or its number; 0: none; with `then`, the response
 *   to it and to all others, after it
 */
async function compare(
  target: Target,
  id: string,
  last: number | ((proxied: ProxiedResponse) => boolean) = 0,
  {
    flags = [],
    signal = 'SIGINT',
    then
  }: { flags?: string[]; signal?: NodeJS.Signals; then?: Partial<ProxiedResponse> } = {}
) {
  const args = [BUNDLE, 'compare', '--target', target.url, '--rate', '1000', ...flags]
  const child = spawnPlainly(process.execPath, args, { env: environmentFor(target, id) })
  let requests = 0
  let killed = 0
  const kill = () => {
    killed = performance.now()
    child.kill(signal)
  }
  target.change(proxied => {
    requests++
    const isLast = typeof last === 'number' ? requests === last : last(proxied)
    if (isLast) then ? setTimeout(kill, 200) : kill()
    return (typeof last === 'number' && last > 0 && requests >= last && then) || {}
  })
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    once(child, 'exit')
  ])
  const took = Math.round(performance.now() - killed)
  return { code: code as number | null, stdout: stdout.join(''), stderr: stderr.join(''), took }
}
