import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { readAsset } from '../../src/assets.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import { type Caller, type Mock, startMock } from '../../src/index.ts'
import type { ComparisonOptions } from '../../src/proof/compare/compare.ts'
import { VERSIONED } from '../../src/proof/compare/pages.ts'
import type { StateDocument } from '../../src/state/document.ts'
import type { SeedApiKey } from '../../types/seed.d.ts'
import type { Method } from '../../types/wire.d.ts'
import { STAGING } from '../app.ts'
import { command } from '../cli/process.ts'
import { compareRecording, inProject, ORG, projectOf, Recording } from '../proof/compare/calls.ts'
import { differing, projectsOf, startTrustedTarget, type Target } from '../proof/compare/target.ts'

const KEY_A = { serviceKey: 'a'.repeat(32) }
const KEY_B = { serviceKey: 'b1b2b3b4b5b6b7b8b9b0babbbcbdbebf' }
const PAGER_DUTY = inProject('/integrations/PAGER_DUTY')
const ALERT = {
  eventTypeName: 'NO_PRIMARY',
  enabled: true,
  notifications: [
    { typeName: 'PAGER_DUTY', notificationToken: KEY_A.serviceKey, intervalMin: 5, delayMin: 0 }
  ]
}

t.test('replays pages in one project, and compares each response', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('creates')
  await recording.call('POST', PAGER_DUTY, KEY_A)
  const { id } = await recording.call('POST', inProject('/alertConfigs'), ALERT)
  await recording.call('GET', inProject(`/alertConfigs/${id}`))
  await recording.call('DELETE', inProject(`/alertConfigs/${id}`))
  await recording.call('GET', inProject(`/alertConfigs/${'a'.repeat(24)}`))
  await recording.page('reads')
  await recording.call('GET', PAGER_DUTY)
  await recording.call('GET', inProject(''))
  const planned: number[] = []
  const result = await replay(t, target, recording, { onPlanned: count => planned.push(count) })
  t.strictSame(result.skipped, [])
  t.strictSame(
    result.results.map(({ titles, request, findings }) => [`${titles}: ${request}`, findings]),
    [
      ['creates: POST /api/atlas/v2/groups/5f00…00b1/integrations/PAGER_DUTY', []],
      ['creates: POST /api/atlas/v2/groups/5f00…00b1/alertConfigs', []],
      [`creates: GET /api/atlas/v2/groups/5f00…00b1/alertConfigs/${short(id)}`, []],
      [`creates: DELETE /api/atlas/v2/groups/5f00…00b1/alertConfigs/${short(id)}`, []],
      ['creates: GET /api/atlas/v2/groups/5f00…00b1/alertConfigs/aaaa…aaaa', []],
      ['reads: GET /api/atlas/v2/groups/5f00…00b1/integrations/PAGER_DUTY', []],
      ['reads: GET /api/atlas/v2/groups/5f00…00b1', []]
    ]
  )
  t.equal((await requests(target, 'POST /api/atlas/v2/groups')).length, 1)
  const sent = await requests(target, '')
  t.ok(planned[0] && planned[0] <= sent.length, `planned ${planned[0]}, sent ${sent.length}`)
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('does not send a page that a new mock does not reproduce', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('changed')
  const change = (body: string) => body.replace('"region":"US"', '"region":"EU"')
  await recording.call('POST', PAGER_DUTY, KEY_A, { change })
  const planned: number[] = []
  const { results, skipped } = await replay(t, target, recording, {
    onPlanned: count => planned.push(count)
  })
  t.strictSame({ results, planned }, { results: [], planned: [0] })
  t.strictSame(skipped, [
    {
      why: 'not reproducible',
      request:
        'changed: POST /api/atlas/v2/groups/{id}/integrations/PAGER_DUTY: $.results[0].region: mock "US", recorded "EU"',
      count: 1
    }
  ])
  t.strictSame(await requests(target, ''), [])
})

t.test('does not compare or send what a service cannot reproduce', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('faults')
  await recording.call('POST', PAGER_DUTY, KEY_A, { notCompared: 'fault', status: 503 })
  await recording.call('GET', PAGER_DUTY)
  const { id } = await recording.call('POST', inProject('/alertConfigs'), ALERT, {
    notCompared: 'stub',
    executed: false
  })
  await recording.call('GET', inProject(`/alertConfigs/${id}`))
  await recording.call('GET', inProject('/peers'), undefined, {
    notCompared: 'not covered',
    executed: false
  })
  await recording.call('GET', `/api/atlas/v2/orgs/${ORG}`)
  await recording.call('GET', inProject('/settings'), undefined, {
    status: 500,
    notCompared: 'transient',
    executed: false
  })
  const { results, skipped } = await replay(t, target, recording)
  t.match(results, [{ titles: ['faults'], request: /^GET .*PAGER_DUTY$/, findings: [] }])
  const group = '/api/atlas/v2/groups/{id}'
  t.strictSame(
    skipped.map(({ why, request }) => [why, request]),
    [
      ['fault', `POST ${group}/integrations/PAGER_DUTY`],
      ['stub', `POST ${group}/alertConfigs`],
      ['not replayed', `GET ${group}/alertConfigs/{id}`],
      ['not covered', `GET ${group}/peers`],
      ['outside a project', 'GET /api/atlas/v2/orgs/{id}'],
      ['transient', `GET ${group}/settings`]
    ]
  )
})

t.test('creates the state before the first call, and drops a page whose state it cannot create', async t => {
  const target = await startTrustedTarget(t)
  const created = '2026-11-01T00:00:00.000Z'
  const integration = { id: '', type: 'PAGER_DUTY', created, settings: KEY_A }
  const alert = { id: '5f00000000000000000000d1', created, updated: created, settings: ALERT }
  const state = projectOf('5f00000000000000000000b2', {
    integrations: [integration],
    alertConfigs: [alert],
    accessList: [{ cidrBlock: '192.0.2.0/24' }]
  })
  const url = (rest: string) => inProject(rest, state.id)
  // Another page creates what the state of the first contains.
  const recording = await new Recording().page('source', [projectOf(state.id)])
  const list = await recording.call('POST', url('/integrations/PAGER_DUTY'), KEY_A)
  integration.id = (list as { results: { id: string }[] }).results[0]?.id ?? ''
  const { id } = await recording.call('POST', url('/alertConfigs'), ALERT)
  await recording.call('POST', url('/accessList'), [{ cidrBlock: '192.0.2.0/24' }])
  recording.continue('state', [{ ...state, alertConfigs: [{ ...alert, id: String(id) }] }])
  for (const rest of ['/integrations', `/alertConfigs/${id}`, '/accessList', '/accessList/192.0.2.0%2F24']) {
    await recording.call('GET', url(rest))
  }
  const result = await replay(t, target, recording)
  t.strictSame(result.skipped, [])
  t.equal(result.results.length, 7)
  t.strictSame(differing(result.results), [])
  target.change(({ method, path }) =>
    method === 'POST' && path.endsWith('/PAGER_DUTY') ? { status: 403 } : {}
  )
  const { skipped } = await replay(t, target, recording)
  t.strictSame(skipped, [
    {
      why: 'state not created',
      request: 'state: POST /api/atlas/v2/groups/{id}/integrations/PAGER_DUTY returned 403',
      count: 4
    }
  ])
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('creates each part of the state in fixtures/state.json', async t => {
  const target = await startTrustedTarget(t)
  const folder = join(dirname(target.caFile), 'calls')
  const document = readAsset<StateDocument>('fixtures/state.json')
  const projects = document.organizations[0]?.projects ?? []
  for (const project of projects) {
    // No client can set it.
    delete project.maintenanceWindow?.numberOfDeferrals
    // Only the creation of a project sets them.
    delete project.withDefaultAlertsSettings
    delete project.regionUsageRestrictions
  }
  const mock = await startMock({ calls: folder, listen: false })
  mock.importState(document)
  const other = await startMock({ listen: false })
  const { projects: empty, owner } = other.sandbox()
  const get = async ({ inject }: Mock, path: string, id: string, as: Caller) => {
    const url = inProject(path.replace('/groups/{groupId}', ''), id)
    return (await inject({ url, headers: { accept: VERSIONED }, as })).body.replaceAll(id, '')
  }
  let count = 0
  for (const project of projects) {
    const stored = Object.entries(project).filter(([, value]) => JSON.stringify(value) !== '[]')
    const paths = stored.map(([part]) => `/groups/{groupId}/${part}`)
    for (const { method, path } of OPERATIONS) {
      if (method !== 'GET' || !['/groups/{groupId}', ...paths].includes(path)) continue
      const response = await get(mock, path, project.id, mock.credentials.apiKeys['orgowner'] as SeedApiKey)
      t.not(response, await get(other, path, empty[0]?.id ?? '', owner), `${path} of an empty project`)
      count++
    }
  }
  await other.close()
  await mock.close()
  const args = ['compare', '--target', target.url, '--rate', '1000', '--calls', folder]
  const { stdout } = await command(args, target.mock.environment('orgowner'))
  t.equal(
    stdout,
    `Differences: 0, in 0 of ${count} calls and 0 of 1 test; responses compared with ${target.url}: ${count}.\n`
  )
})

t.test('creates, renames and deletes the projects of a client under its own names', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('projects')
  const project = { name: 'staging', orgId: ORG }
  const { id } = await recording.call('POST', '/api/atlas/v2/groups', project)
  await recording.call('POST', '/api/atlas/v2/groups', project)
  await recording.call('POST', '/api/atlas/v2/groups', { ...project, name: '' })
  await recording.call('GET', inProject('', String(id)))
  await recording.call('POST', inProject('/integrations/PAGER_DUTY', String(id)), KEY_A)
  await recording.call('PATCH', inProject('', String(id)), { name: 'production' })
  await recording.call('PATCH', inProject('', String(id)), { name: 'project' })
  await recording.call('GET', inProject('', String(id)))
  await recording.call('DELETE', inProject('', String(id)))
  await recording.call('GET', inProject('', String(id)))
  await recording.call('GET', inProject('/integrations'))
  const { results, skipped } = await replay(t, target, recording)
  t.strictSame(differing(results), [])
  t.equal(results.length, 10)
  t.strictSame(await requests(target, 'GET /api/atlas/v2/groups/byName'), [])
  t.strictSame(skipped, [{ why: 'outside a project', request: 'POST /api/atlas/v2/groups', count: 1 }])
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('report and comparison agree on what cannot be compared, and say why in the same words', async t => {
  const target = await startTrustedTarget(t)
  const folder = join(dirname(target.caFile), 'calls')
  const mock = await startMock({ calls: folder, listen: false })
  const { projects, owner, reader, id: orgId } = mock.sandbox({ name: 'outside' })
  const own = `/api/atlas/v2/groups/${projects[0]?.id}`
  const requests: [Method, string, object?, typeof owner?][] = [
    ['GET', inProject('/integrations', '5f0000000000000000000099')],
    ['GET', `/api/atlas/v2/groups/byName/${projects[0]?.name}`],
    ['GET', `/api/atlas/v2/orgs/${orgId}`],
    ['GET', '/api/atlas/v2/groups'],
    ['GET', `${own}/clusters/c`],
    ['GET', `${own}/integrations/SLACK`],
    ['POST', `${own}/integrations/PAGER_DUTY`, KEY_A, reader],
    ['POST', `${own}/integrations/PAGER_DUTY`, KEY_A],
    ['PATCH', own, { name: '' }],
    ['PATCH', own, { name: 'renamed' }],
    ['POST', '/api/atlas/v2/groups', { name: '', orgId }],
    ['POST', '/api/atlas/v2/groups', { name: 'renamed', orgId }],
    ['POST', '/api/atlas/v2/groups', { name: 'created', orgId }],
    ['DELETE', own]
  ]
  for (const [method, url, body, { apiKey } = owner] of requests) {
    await mock.inject({ method, url, body, as: apiKey })
  }
  await mock.close()
  const args = ['compare', '--target', target.url, '--rate', '1000', '--calls', folder]
  const { stdout: compared } = await command(args, target.mock.environment('orgowner'))
  const { stdout: reported } = await command(['calls', 'report', folder], {})
  const counts = {
    'not a request within a project of the test': 5,
    'the mock does not implement the request': 1,
    'the response lists what the caller may see': 1,
    "the response depends on the caller's credentials": 1
  }
  t.strictSame(
    Object.fromEntries(
      [...compared.matchAll(/^Not compared \((.*)\):\n((?: {2}.*\n)+)/gm)].map(([, why = '', rows = '']) => [
        why,
        rows.split('\n').reduce((sum, row) => sum + Number(row.match(/\d+$/)?.[0] ?? 0), 0)
      ])
    ),
    counts
  )
  const [, total, lines = ''] = /cannot be compared with Atlas: (\d+) of 14\.\n(.*)$/s.exec(reported) ?? []
  t.equal(total, '8')
  t.strictSame(
    Object.fromEntries(
      [...lines.matchAll(/^ {2}(.*): (\d+)$/gm)].map(([, why = '', count]) => [why, Number(count)])
    ),
    counts
  )
})

t.test('replays projects with any name and query', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('names')
  for (const name of ['quo"te', 'back\\slash', 'dol$$ar $&']) {
    const { id } = await recording.call('POST', '/api/atlas/v2/groups?pretty=true', { name, orgId: ORG })
    await recording.call('GET', inProject('', String(id)))
  }
  const { results, skipped } = await replay(t, target, recording)
  t.strictSame([results.length, differing(results), skipped], [6, [], []])
})

t.test('keeps the results before a broken connection, and removes the project', async t => {
  const target = await startTrustedTarget(t)
  // The response to a second DELETE would be another one.
  for (const [changed, count] of [
    ['POST', 1],
    ['DELETE', 2]
  ]) {
    target.change(({ method, path }) =>
      method === changed && path.endsWith('/PAGER_DUTY') ? { raw: socket => socket.destroy() } : {}
    )
    const recording = await new Recording().page('breaks')
    await recording.call('GET', inProject(''))
    await recording.call('POST', PAGER_DUTY, KEY_A)
    await recording.call('DELETE', PAGER_DUTY)
    const { results, stopped } = await compareRecording(target, recording, t.testdir())
    t.strictSame([results.length, results.flatMap(({ findings }) => findings)], [count, []])
    t.match(stopped, new RegExp(`^${changed} \\S+/groups/\\{id\\}/integrations/PAGER_DUTY failed: `))
    t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
  }
})

t.test('hides ids, addresses and queries in the reason why it stops', async t => {
  const target = await startTrustedTarget(t)
  target.change(({ path }) =>
    /token=|accessList/.test(path) ? { raw: socket => socket.end('hello\r\n\r\n') } : {}
  )
  for (const [path, shown] of [
    ['/integrations/SLACK?token=a-secret-of-the-query', 'integrations/SLACK'],
    ['/accessList/203.0.113.9%2F32', 'accessList/{entry}'],
    ['/accessList/2a02%3A2f0%3A%3A1c/status', 'accessList/{entry}/status']
  ] as const) {
    const recording = await new Recording().page('stops')
    await recording.call('GET', inProject('/settings'))
    await recording.call('GET', inProject(path))
    const { results, stopped } = await compareRecording(target, recording, t.testdir())
    t.strictSame([results.length, differing(results)], [1, []])
    t.equal(
      stopped?.replace(/: Parse Error: .*$/, ''),
      `GET ${target.url}/api/atlas/v2/groups/{id}/${shown} failed`
    )
  }
})

t.test('replays pages once that are equal but for ids', async t => {
  const target = await startTrustedTarget(t)
  const recording = new Recording()
  const requests = [['POST', KEY_A], ['POST', KEY_A], ['POST', KEY_B], ['GET']] as const
  for (const [at, [method, body]] of requests.entries()) {
    const id = `5f0000000000000000000c0${at}`
    await recording.page(`page ${at}`, [projectOf(id)])
    await recording.call(method, inProject('/integrations/PAGER_DUTY', id), body)
  }
  const { results } = await replay(t, target, recording)
  t.strictSame(
    results.map(({ titles }) => titles),
    [['page 0', 'page 1'], ['page 2'], ['page 3']]
  )
})

t.test('keeps its project if the service rejects another one with the same name', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('projects')
  const project = { name: 'staging', orgId: ORG }
  const { id } = await recording.call('POST', '/api/atlas/v2/groups', project)
  await recording.call('POST', '/api/atlas/v2/groups', project)
  await recording.call('GET', inProject('/integrations', String(id)))
  target.change(({ method, path, status }) =>
    method === 'POST' && path === '/api/atlas/v2/groups' && status === 409 ? { status: 400 } : {}
  )
  const { results } = await replay(t, target, recording)
  t.strictSame(
    results.map(({ findings }) => findings.map(({ at }) => at)),
    [[], ['status'], []]
  )
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('never sends the id of a project that it did not create', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('foreign', [projectOf(STAGING)])
  await recording.call('POST', inProject('/integrations/PAGER_DUTY', STAGING), KEY_A)
  await recording.call('DELETE', inProject('/integrations/PAGER_DUTY', '5f0000000000000000000099'))
  await recording.call('GET', inProject('/integrations/a%2Fb', STAGING))
  await recording.call('DELETE', inProject('', STAGING))
  const { results, skipped } = await replay(t, target, recording)
  t.equal(results.length, 2)
  t.equal(skipped.length, 2)
  t.strictSame(
    (await requests(target, '')).filter(request => request.includes(STAGING)),
    []
  )
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('has at most 50 projects at a time', async t => {
  const target = await startTrustedTarget(t)
  const many = Array.from({ length: 51 }, (_item, at) => projectOf(`5f00000000000000000000${at + 10}`))
  const recording = await new Recording().page('51 projects', many)
  for (const { id } of many) await recording.call('GET', inProject('/settings', id))
  await recording.page('49 projects', many.slice(0, 49))
  for (const { id } of many.slice(0, 49)) await recording.call('GET', inProject('/settings', id))
  await recording.call('POST', '/api/atlas/v2/groups', { name: 'fiftieth', orgId: ORG })
  const { id } = await recording.call('POST', '/api/atlas/v2/groups', { name: 'one too many', orgId: ORG })
  await recording.call('GET', inProject('', String(id)))
  const most = { count: 0 }
  target.change(() => {
    most.count = Math.max(most.count, projectsOf(target.mock).length - 2)
    return {}
  })
  const { results, skipped } = await replay(t, target, recording)
  t.equal(results.length, 50)
  const why = 'too many projects'
  t.strictSame(skipped, [
    { why, request: 'GET /api/atlas/v2/groups/{id}/settings', count: 51 },
    { why, request: 'POST /api/atlas/v2/groups', count: 1 },
    { why, request: 'GET /api/atlas/v2/groups/{id}', count: 1 }
  ])
  t.equal(most.count, 50)
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('prints the requests of a replay without sending them', async t => {
  const recording = await new Recording().page('page')
  await recording.call('POST', PAGER_DUTY, KEY_A)
  const path = await recording.write(t.testdir())
  const { code, stdout, stderr } = await command(['compare', '--dry-run', '--calls', path])
  t.strictSame({ code, stderr }, { code: 0, stderr: '' })
  t.match(
    stdout,
    /^POST \/api\/atlas\/v2\/groups\/\w{24}\/integrations\/PAGER_DUTY \{"serviceKey":"a{32}"\}$/m
  )
  t.match(await command(['compare', '--calls', path, '--record', 'x']), {
    code: 2,
    stderr: "atlas-mock: option '--calls <path...>' cannot be used with option '--record <file>'\n"
  })
})

async function replay(
  t: Test,
  target: Target,
  recording: Recording,
  options: Partial<ComparisonOptions> = {}
) {
  const { stopped, ...compared } = await compareRecording(target, recording, t.testdir(), options)
  if (stopped !== undefined) throw new Error(stopped)
  return compared
}

/** Returns the requests to a target that begin with a text, without challenges. */
async function requests({ mock }: Target, start: string): Promise<string[]> {
  const list = await mock.requests.list()
  return list
    .map(({ request: { method, url } }) => `${method} ${url}`)
    .filter(text => (start.endsWith('groups') ? text === start : text.startsWith(start)))
}

function short(id: unknown): string {
  return String(id).replace(/^(.{4}).*(.{4})$/, '$1…$2')
}
