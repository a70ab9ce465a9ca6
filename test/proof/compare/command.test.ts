import t, { type Test } from 'tap'
import { type ErrorId, type Mock, type MockOptions, startMock } from '../../../src/index.ts'
import { ACME } from '../../app.ts'
import { command } from '../../cli/process.ts'
import { inProject, Recording } from './calls.ts'
import { projectsOf, withoutProjects } from './target.ts'

const MISSING_ROLE =
  'atlas-mock: missing role: creating the project requires ORG_OWNER or ORG_GROUP_CREATOR in the organization\n'

t.test('reports invalid flags and targets in one line', async t => {
  const env = { MONGODB_ATLAS_PUBLIC_KEY: 'orgowner', MONGODB_ATLAS_PRIVATE_KEY: 'x' }
  const folder = t.testdir()
  const calls = ['--calls', await recordCalls(folder)]
  const org = ['--org', ACME]
  const local = ['--target', 'http://127.0.0.1:1']
  const url = '--target must be a URL such as https://cloud.mongodb.com, without path or credentials'
  const same = '--junit and --record name the same file'
  const plain = '--target must use https: credentials and responses would be readable on the network'
  for (const [args, line, variables = env] of [
    [[], 'missing --target <url>'],
    [['--target', 'cloud.mongodb.com', ...org], url],
    [['--target', 'https://cloud.mongodb.com/api', ...org], url],
    [['--target', 'https://key:secret@cloud.mongodb.com', ...org], url],
    [['--target', 'ftp://127.0.0.1', ...org], url],
    [['--target', 'http://cloud.mongodb.com', ...org], plain],
    [['--target', 'http://127.0.0.1.example.com', ...org], plain],
    [['--target', 'http://10.0.0.1', ...org], plain],
    [local, '--org (MONGODB_ATLAS_ORG_ID) must be 24 lower-case hexadecimal digits'],
    [
      [...local, ...org],
      'no credentials: set MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET',
      {}
    ],
    [
      [...local, ...org, '--record', '/no/such/folder/x.json'],
      "cannot write /no/such/folder/x.json: ENOENT: no such file or directory, mkdtemp '/no/such/folder/x.json.XXXXXX'"
    ],
    [[...local, ...org, '--junit', `${folder}/./x`, '--record', `${folder}/x`], same],
    [[...local, ...org, '--rate', '0'], '--rate must be a number from 0.01 to 1000, not "0"'],
    [
      [...local, ...org, ...calls, '--rate', '0.5'],
      'about 10 requests in less than a minute, 0.5 per second\natlas-mock: GET http://127.0.0.1:1/api/atlas/v2/orgs/{id} failed: connect ECONNREFUSED 127.0.0.1:1'
    ]
  ] as const) {
    const result = await command(['compare', ...args], variables)
    t.strictSame(result, { code: 2, stdout: '', stderr: `atlas-mock: ${line}\n` }, args.join(' '))
  }
})

t.test('reports the reason for a failure and leaves no project', async t => {
  const creation = { operation: 'createGroup' } as const
  const calls = ['--calls', await recordCalls(t.testdir())]
  const lost = { match: creation, stage: 'after-commit' } as const
  const error = (errorCode: ErrorId) => ({ type: 'error', errorCode }) as const
  for (const [id, fault, stderr] of [
    ['readonly', undefined, MISSING_ROLE],
    ['prjowner', undefined, MISSING_ROLE],
    [
      'fencedin',
      undefined,
      "atlas-mock: this machine's address is not on the access list of the credentials\n"
    ],
    ['outsider', undefined, 'atlas-mock: the credentials do not belong to the organization\n'],
    [
      'orgowner',
      { match: creation, effect: error('MAX_GROUPS_PER_ORG_EXCEEDED') },
      'atlas-mock: the organization has reached its project limit\n'
    ],
    [
      'orgowner',
      { ...lost, effect: { type: 'reset' } },
      /^atlas-mock: POST http:\S+\/groups failed: (read ECONNRESET|socket hang up)\n$/
    ],
    [
      'orgowner',
      { match: { operation: 'deleteGroupAlertConfig' }, effect: error('USER_UNAUTHORIZED') },
      MISSING_ROLE
    ],
    [
      'orgowner',
      { match: { method: 'PATCH' }, effect: { type: 'rateLimit', retryAfter: 3600 } },
      /^atlas-mock: the service asked to wait 3600 seconds \(Retry-After\); the maximum is 300; 0\/1 pages compared\n$/
    ],
    [
      'orgowner',
      { match: { method: 'PATCH' }, effect: { type: 'hangUp' } },
      /^atlas-mock: PATCH http:\S+\/groups\/\{id\}\/alertConfigs\/\{id\} failed: socket hang up; 0\/1 pages compared\n$/
    ]
  ] as const) {
    const mock = await start(t)
    if (fault) mock.faults.add(fault)
    const result = await compare(mock, calls, { ...mock.environment(id), MONGODB_ATLAS_ORG_ID: ACME })
    const what = `${id} ${JSON.stringify(fault)}`
    // The response to the creation of the project is compared.
    const stdout = fault && 'method' in fault.match ? /^Differences: .*\nIncomplete: /m : ''
    t.match(result, { code: 2, stdout, stderr }, what)
    mock.faults.clear()
    t.strictSame(projectsOf(mock), ['demo', 'staging'], what)
  }
})

t.test('continues with the project of a creation that was executed, but answered with 502', async t => {
  const mock = await start(t)
  const match = { operation: 'createGroup' } as const
  mock.faults.add({ match, stage: 'after-commit', effect: { type: 'status', status: 502 } })
  const result = await compare(mock, ['--calls', await recordCalls(t.testdir())])
  const stdout = `Differences: 0, in 0 of 2 calls and 0 of 1 test; responses compared with ${mock.url}: 2.\n`
  t.strictSame(result, { code: 0, stdout, stderr: '' })
  t.strictSame(projectsOf(mock), ['demo', 'staging'])
})

t.test('rejects wrong credentials and an unknown organization', async t => {
  const mock = await start(t)
  const env = mock.environment('orgowner')
  const calls = ['--calls', await recordCalls(t.testdir())]
  const wrong = { ...env, MONGODB_ATLAS_PRIVATE_KEY: 'wrong' }
  for (const [result, problem] of [
    [await compare(mock, calls, wrong), 'the service rejected the credentials'],
    [await compare(mock, [...calls, '--org', '1'.repeat(24)], env), 'the organization does not exist']
  ] as const) {
    const stderr = `atlas-mock: ${problem}\n`
    t.strictSame(result, { code: 2, stdout: '', stderr })
  }
})

/** Records a creation and a PATCH. @returns the file's path */
async function recordCalls(folder: string): Promise<string> {
  const recording = await new Recording().page('turns an alert off')
  const configurations = inProject('/alertConfigs')
  const notifications = [{ typeName: 'GROUP', intervalMin: 5, delayMin: 0, emailEnabled: true }]
  const { id } = await recording.call('POST', configurations, { eventTypeName: 'NO_PRIMARY', notifications })
  await recording.call('PATCH', `${configurations}/${id}`, { enabled: false })
  return await recording.write(folder)
}

async function start(t: Test, options: MockOptions = {}): Promise<Mock> {
  const mock = await startMock(options)
  t.teardown(() => mock.close())
  return mock
}

/** Runs the command. Its standard error is without the planned requests and the names of projects. */
async function compare({ url, environment }: Mock, args: string[], env = environment('orgowner')) {
  const ended = await command(['compare', '--target', url, '--rate', '1000', ...args], env)
  return { ...ended, stderr: withoutProjects(ended.stderr).replace(/^atlas-mock: about .*\n/, '') }
}
