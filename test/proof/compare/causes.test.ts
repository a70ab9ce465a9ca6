import t from 'tap'
import { renderComparison } from '../../../src/proof/compare/comparison-report.ts'
import { compareRecording, inProject, Recording } from './calls.ts'
import { compareExchanges, differing, REPLAYABLE, startTrustedTarget, type Target } from './target.ts'

const DATADOG = { type: 'DATADOG', apiKey: '0123456789abcdef0123456789abcdef' }
const PAGER_DUTY = { type: 'PAGER_DUTY', serviceKey: '0123456789abcdef0123456789abcdef' }
const LIST = inProject('/integrations')
const pathOf = (type: string) => `${LIST}/${type}`

/** Records the calls of one test. */
async function record(): Promise<Recording> {
  const recording = await new Recording().page('test')
  await recording.call('POST', pathOf('DATADOG'), DATADOG)
  await recording.call('POST', pathOf('PAGER_DUTY'), PAGER_DUTY)
  await recording.call('GET', LIST)
  await recording.call('GET', `${LIST}?itemsPerPage=1`)
  await recording.call('GET', pathOf('PAGER_DUTY'))
  await recording.call('POST', pathOf('PAGER_DUTY'), PAGER_DUTY)
  await recording.call('DELETE', pathOf('PAGER_DUTY'))
  return recording
}

/** Returns what the command prints, without totals. */
async function textOf(target: Target, folder: string, recording: Recording): Promise<string> {
  const result = await compareRecording(target, recording, folder)
  const lines = renderComparison({ source: 'https://atlas.example.com', of: 'tests', ...result })
  return lines.slice(0, -1).join('\n')
}

/** Reverses the integrations in a response. */
function reverseLists({ path, body }: { path: string; body: string }) {
  if (!path.includes('/integrations') || !body.startsWith('{"links"')) return {}
  const page = JSON.parse(body)
  return { body: JSON.stringify({ ...page, results: page.results.toReversed() }) }
}

t.test('shows another order of a list once, in recorded calls and in behaviours', async t => {
  const target = await startTrustedTarget(t)
  target.change(reverseLists)
  t.equal(
    await textOf(target, t.testdir(), await record()),
    `analogous: lists all nine types in Atlas's order
  docs/fidelity/all-types-read-and-delete.md#lists-all-nine-types-fixed-order
  Third-Party Integrations $.results  mock ["PAGER_DUTY","DATADOG"]  service ["DATADOG","PAGER_DUTY"]
  2 calls of createGroupIntegration, listGroupIntegrations in 1 test: test
  first: test: POST /api/atlas/v2/groups/5f00…00b1/integrations/PAGER_DUTY at $.results order
`
  )
  const lists = REPLAYABLE.filter(({ title }) => title.startsWith('lists '))
  const found = differing(await compareExchanges(target, lists))
  t.ok(found.length > 1)
  t.strictSame(
    found.flatMap(({ differences }) => differences.map(({ at }) => at)),
    found.map(() => '$.results order')
  )
})

t.test('shows the other objects of a page that is not the whole list as another order', async t => {
  const target = await startTrustedTarget(t)
  target.change(({ path, body }) => {
    if (!path.includes('itemsPerPage=1')) return {}
    const other = '{"id":"65f0c0ffee65f0c0ffee0001","type":"SLACK","apiToken":"****","channelName":null}'
    return { body: body.replace(/"results":\[.*\],/, `"results":[${other}],`) }
  })
  t.equal(
    await textOf(target, t.testdir(), await record()),
    `analogous: lists all nine types in Atlas's order
  docs/fidelity/all-types-read-and-delete.md#lists-all-nine-types-fixed-order
  Third-Party Integrations $.results  mock ["PAGER_DUTY"]  service ["SLACK"]
  1 call of listGroupIntegrations in 1 test: test
  first: test: GET /api/atlas/v2/groups/5f00…00b1/integrations?itemsPerPage=1 at $.results other objects
`
  )
})

t.test('counts what follows from a refused write with it, and shows an unrelated difference', async t => {
  const target = await startTrustedTarget(t)
  target.mock.faults.add({
    match: { operation: 'createGroupIntegration', integrationType: 'PAGER_DUTY' },
    effect: { type: 'error', errorCode: 'USER_UNAUTHORIZED' }
  })
  target.change(({ path, body }) => {
    return path.endsWith('/integrations') ? { body: body.replace('"region":"US"', '"region":"EU"') } : {}
  })
  t.equal(
    await textOf(target, t.testdir(), await record()),
    `recorded: creates PAGER_DUTY
  docs/fidelity/pager-duty.md#creates-pager-duty
  createGroupIntegration status  mock 200  service 401 USER_UNAUTHORIZED
  2 calls of createGroupIntegration (PAGER_DUTY) in 1 test: test
  4 later responses of these tests follow from it
  first: test: POST /api/atlas/v2/groups/5f00…00b1/integrations/PAGER_DUTY

recorded: DATADOG region: US if not sent, although the document has no default
  docs/fidelity/datadog.md#datadog-region-us-if-not-sent
  DATADOG region  mock "US"  service "EU"
  1 call of listGroupIntegrations in 1 test: test
  first: test: GET /api/atlas/v2/groups/5f00…00b1/integrations at $.results[0].region
`
  )
})

t.test('counts what follows from a write that only the service accepted with it', async t => {
  const target = await startTrustedTarget(t)
  target.changeRequests(({ body }) => body.replace('"region":"XX"', '"region":"US"'))
  for (const [later, shown] of [
    [[], ''],
    [[LIST], '  1 later response of these tests follows from it\n']
  ] as const) {
    const recording = await new Recording().page('test')
    await recording.call('POST', pathOf('DATADOG'), { ...DATADOG, region: 'XX' })
    for (const path of later) await recording.call('GET', path)
    t.equal(
      await textOf(target, t.testdir(), recording),
      `analogous: rejects a value outside an enumeration
  docs/fidelity/all-types-validation.md#rejects-value-outside-enumeration
  createGroupIntegration status  mock 400 INVALID_ENUM_VALUE  service 200
  1 call of createGroupIntegration (DATADOG) in 1 test: test
${shown}  first: test: POST /api/atlas/v2/groups/5f00…00b1/integrations/DATADOG
`
    )
  }
})

t.test('keeps what differs after a refused write that is not compared', async t => {
  const target = await startTrustedTarget(t)
  const recording = await new Recording().page('test')
  await recording.call('POST', pathOf('DATADOG'), DATADOG, { notCompared: 'fault' })
  await recording.call('GET', pathOf('DATADOG'))
  target.mock.faults.add({
    match: { operation: 'createGroupIntegration' },
    effect: { type: 'error', errorCode: 'USER_UNAUTHORIZED' }
  })
  t.match(
    await textOf(target, t.testdir(), recording),
    '\n  getGroupIntegration status  mock 200  service 404 INTEGRATION_NOT_CONFIGURED\n'
  )
})

t.test('shows one difference for a write that the service executed and refused', async t => {
  const target = await startTrustedTarget(t)
  target.change(({ method, path }) =>
    method === 'POST' && path.endsWith('/PAGER_DUTY') ? { status: 400 } : {}
  )
  t.equal(
    await textOf(target, t.testdir(), await record()),
    `recorded: creates PAGER_DUTY
  docs/fidelity/pager-duty.md#creates-pager-duty
  createGroupIntegration status  mock 200  service 400
  1 call of createGroupIntegration (PAGER_DUTY) in 1 test: test
  first: test: POST /api/atlas/v2/groups/5f00…00b1/integrations/PAGER_DUTY

documented: error INTEGRATION_ALREADY_CONFIGURED: The integration of type '{integrationType}' is already configured for this group.
  docs/fidelity/errors.md#error-integration-already-configured
  status  mock 409 INTEGRATION_ALREADY_CONFIGURED  service 400 INTEGRATION_ALREADY_CONFIGURED
  1 call of createGroupIntegration (PAGER_DUTY) in 1 test: test
  first: test: POST /api/atlas/v2/groups/5f00…00b1/integrations/PAGER_DUTY
`
  )
})

t.test('names the object that only the service has, whatever its place', async t => {
  const target = await startTrustedTarget(t)
  target.change(({ path, body }) => {
    const slack = '{"id":"65f0c0ffee65f0c0ffee0001","type":"SLACK","apiToken":"****","channelName":null}'
    return path.endsWith('/integrations') ? { body: body.replace('"results":[', `"results":[${slack},`) } : {}
  })
  t.match(
    await textOf(target, t.testdir(), await record()),
    /\n {2}SLACK {2}mock \(missing\) {2}service \{"id"/
  )
})
