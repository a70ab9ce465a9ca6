import './tab.ts'
import { mock } from 'node:test'
import t, { type Test } from 'tap'
import type { AppOptions } from '../../../src/app.ts'
import type { Identity } from '../../../src/console/page/atlas/identity.ts'
import { watchMock } from '../../../src/console/page/state/follow.ts'
import { refreshInbox, sendAlert, useInbox, watchInbox } from '../../../src/console/page/state/inbox.ts'
import {
  deleteIntegration,
  isListed,
  loadIntegrations,
  reloadIntegrations,
  saveIntegration,
  useIntegrations
} from '../../../src/console/page/state/integrations.ts'
import {
  addRequest,
  clearJournal,
  KEPT,
  reloadJournal,
  showRequests,
  useJournal
} from '../../../src/console/page/state/journal.ts'
import {
  recallSandboxes,
  recallToken,
  rememberSandbox,
  takeToken
} from '../../../src/console/page/state/memory.ts'
import { learnProjects } from '../../../src/console/page/state/projects.ts'
import {
  addIdentity,
  addSandbox,
  chooseIdentity,
  chooseProject,
  enterToken,
  refreshSession,
  useSession
} from '../../../src/console/page/state/session.ts'
import {
  addFault,
  direct,
  refreshSandboxes,
  refreshStage,
  removeFaults,
  useStage,
  watchStage
} from '../../../src/console/page/state/stage.ts'
import { keep, recall } from '../../../src/console/page/state/storage.ts'
import { createTurns } from '../../../src/console/page/state/turns.ts'
import { whileSeen } from '../../../src/console/page/state/while-seen.ts'
import { perform, useWire } from '../../../src/console/page/state/wire.ts'
import {
  expectWrite,
  forgetWrites,
  noteWrite,
  useForeignWrites
} from '../../../src/console/page/state/writes.ts'
import type { RecordedRequest } from '../../../types/wire.d.ts'
import { as, call, DEMO, ELSEWHERE, integrations, KEYS, STAGING } from '../../app.ts'
import { control, newSandbox } from '../../control/control.ts'
import { holdBack, seeded, serve, tab, until } from './tab.ts'

const STORES: { getInitialState(): object; setState(state: never, replace: true): void }[] = [
  useSession,
  useStage,
  useJournal,
  useInbox,
  useIntegrations,
  useWire,
  useForeignWrites
]

/** A page that was loaded anew from a server of its own. */
async function load(t: Test, options: AppOptions = {}) {
  for (const store of STORES) store.setState(store.getInitialState() as never, true)
  forgetWrites()
  tab.stored.clear()
  const app = await serve(t, options)
  await refreshSession()
  return app
}

/** The same, followed; ended with the test. */
async function loadAndWatch(t: Test, options: AppOptions = {}) {
  const app = await load(t, options)
  t.teardown(watchMock(useSession.getState().token))
  await until(useJournal, ({ isLive }) => isLive)
  return app
}

const session = () => useSession.getState()

const act = (id: string) => {
  const identity = session().identities.find(identity => identity.id === id)
  if (!identity) throw new Error(`there is no ${id}`)
  chooseIdentity(identity)
}

const types = () => useIntegrations.getState().integrations.map(({ type }) => type)

const SLACK = { type: 'SLACK', apiToken: 'xoxb-a-token', channelName: 'alerts' }

/** Another client's write. */
const writeElsewhere = (app: Parameters<typeof as>[0], type = 'SLACK', method = 'POST') =>
  as(app, 'prjowner', { method, url: integrations(DEMO, type), ...(method !== 'DELETE' && { body: SLACK }) })

t.test('turns', async t => {
  const takeTurn = createTurns()
  const first = takeTurn()
  t.ok(first())
  const second = takeTurn()
  t.strictSame([first(), second()], [false, true])
})

t.test('something that is done while the page is seen', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const show = (visibilityState: string) => {
    Object.assign(tab.document, { visibilityState })
    tab.document.dispatchEvent(new Event('visibilitychange'))
  }
  let looks = 0
  let finish = () => {}
  const end = whileSeen(() => {
    looks += 1
    return new Promise(resolve => {
      finish = resolve
    })
  })
  const settle = () => new Promise(resolve => setImmediate(resolve))
  t.equal(looks, 1, 'at once')
  mock.timers.tick(10_000)
  show('visible')
  t.equal(looks, 1, 'not while it is being done')
  finish()
  await settle()
  mock.timers.tick(2_999)
  t.equal(looks, 1)
  mock.timers.tick(1)
  t.equal(looks, 2, 'a while later')
  finish()
  await settle()
  show('hidden')
  mock.timers.tick(10_000)
  t.equal(looks, 2, 'not while it is not seen')
  show('visible')
  t.equal(looks, 3, 'and at once when it is')
  end()
  finish()
  await settle()
  mock.timers.tick(10_000)
  show('visible')
  t.equal(looks, 3, 'ended')
})

t.test('the token of the address', async t => {
  t.teardown(() => Object.assign(tab, { isStorageRefused: false }))
  tab.stored.clear()
  const open = (hash: string) => Object.assign(tab.location, { pathname: '/', hash })
  open('#token=a%2Fb')
  t.equal(takeToken(), 'a/b')
  t.equal(tab.location.hash, '', 'it is gone from the address')
  t.equal(recallToken(), 'a/b', 'and kept')
  open('#token=%')
  t.equal(takeToken(), undefined, 'what cannot be read')
  t.equal(tab.location.hash, '')
  for (const hash of ['', '#token=', '#/journal', '#/token=x']) {
    open(hash)
    t.equal(takeToken(), undefined, hash)
    t.equal(tab.location.hash, hash)
  }
  tab.isStorageRefused = true
  t.equal(recallToken(), undefined)
  open('#token=c')
  t.equal(recallToken(), 'c', 'a browser that keeps nothing')
})

t.test('what the browser keeps', async t => {
  t.teardown(() => Object.assign(tab, { isStorageRefused: false }))
  tab.stored.clear()
  keep('sessionStorage', 'name', 'text')
  t.equal(recall('sessionStorage', 'name'), 'text')
  keep('sessionStorage', 'name', undefined)
  t.equal(recall('sessionStorage', 'name'), undefined, 'and forgets')
  tab.isStorageRefused = true
  keep('sessionStorage', 'name', 'text')
  t.equal(recall('sessionStorage', 'name'), undefined, 'it may refuse')
})

t.test('sandboxes that were made in this tab', async t => {
  tab.stored.clear()
  t.strictSame(recallSandboxes(), [])
  rememberSandbox([seeded('a')])
  rememberSandbox([seeded('b')])
  t.match(recallSandboxes(), [{ id: 'a' }, { id: 'b' }])
  for (const name of tab.stored.keys()) tab.stored.set(name, '{')
  t.strictSame(recallSandboxes(), [], 'what cannot be read')
})

t.test('the session: who there is, and on which project', async t => {
  const app = await load(t)
  t.match(session(), { reach: 'ready', isTokenRefused: false, identity: { id: 'orgowner' }, groupId: DEMO })
  const keys = session().identities.flatMap(({ kind, id, secret }) =>
    kind === 'apiKey' ? [[id, secret]] : []
  )
  t.strictSame(Object.fromEntries(keys), KEYS)
  t.ok(session().types.length > 8)
  chooseProject(STAGING)
  act('outsider')
  t.equal(session().groupId, STAGING, 'a project stays, also one that the identity may not see')

  const own: Identity = { ...seeded('outsider', 'mine'), origin: 'own' }
  addIdentity(own)
  t.strictSame(session().identity, own)
  t.equal(session().identities.filter(({ id }) => id === 'outsider').length, 2, 'the seeded one is there too')
  await control(app, 'PATCH', '/principals/outsider', { roles: [] })
  await refreshSession()
  t.strictSame(session().identity, own, 'it stays chosen')
  act('outsider')
  t.strictSame(session().identity?.roles, [], 'what is there is as it is now')
  await control(app, 'PATCH', '/principals/outsider', { secret: true })
  await refreshSession()
  t.strictSame(
    session().identities.flatMap(({ id, origin }) => (id === 'outsider' ? [origin] : [])),
    ['own'],
    'a secret that nobody knows is none to act with'
  )
  t.equal(session().identity?.id, 'orgowner', 'somebody who is gone cannot act')
})

t.test('the session: the project that fits', async t => {
  const app = await load(t)
  chooseProject(ELSEWHERE)
  t.equal(session().groupId, ELSEWHERE)
  for (const [id, project] of [
    ['prjowner', DEMO],
    ['orgowner', DEMO],
    ['nobody', DEMO]
  ] as const) {
    chooseProject('f'.repeat(24))
    if (id === 'nobody') addIdentity({ ...seeded(id), origin: 'own' })
    else act(id)
    t.equal(session().groupId, project, id)
  }
  const { id, projects } = await newSandbox(app)
  await refreshSession()
  chooseProject('gone')
  chooseIdentity({ ...seeded('nobody'), organization: id })
  t.equal(session().groupId, projects[0]?.id, 'one of its organization')
  await control(app, 'PUT', '/state', { version: 1, organizations: [] }).catch(() => undefined)
})

t.test('the session: a sandbox', async t => {
  const app = await load(t)
  const sandbox = await newSandbox(app)
  addSandbox(sandbox)
  const made = () =>
    session()
      .identities.filter(({ origin }) => origin === 'sandbox')
      .map(({ kind, id, roles }) => [kind, id, roles])
  const { owner, reader } = sandbox
  const owning = [{ roleName: 'ORG_OWNER', orgId: sandbox.id }]
  const reading = [{ roleName: 'ORG_READ_ONLY', orgId: sandbox.id }]
  const four = [
    ['apiKey', owner.apiKey.publicKey, owning],
    ['serviceAccount', owner.serviceAccount.clientId, owning],
    ['apiKey', reader.apiKey.publicKey, reading],
    ['serviceAccount', reader.serviceAccount.clientId, reading]
  ]
  t.strictSame(made(), four)
  useSession.setState({ identities: [] })
  await refreshSession()
  t.strictSame(made(), four, 'a page that is loaded anew still knows them')
  await control(app, 'DELETE', `/sandboxes/${sandbox.id}`)
  await refreshSession()
  t.strictSame(made(), [], 'until they are gone')
})

t.test('the session: what of the mock can be used', async t => {
  const token = 'a-token-of-mine'
  const app = await load(t, { settings: { controlToken: token } })
  t.match(session(), { reach: 'token', isTokenRefused: false })
  await enterToken('wrong')
  t.match(session(), { reach: 'token', isTokenRefused: true })
  await enterToken(token)
  t.match(session(), { reach: 'ready', isTokenRefused: false })
  t.equal(recallToken(), token)
  await app.server.close()
  await refreshSession()
  t.equal(session().reach, 'unreachable')
  await load(t, { settings: { control: false } })
  t.equal(session().reach, 'off')
  for (const [status, reach] of [
    [403, 'refused'],
    [500, 'unreachable']
  ] as const) {
    await load(t)
    tab.answer = () => new Response('{}', { status })
    await refreshSession()
    t.equal(session().reach, reach)
  }
  await load(t)
  tab.answer = target => (target.endsWith('/types') ? new Response('null') : undefined)
  await refreshSession()
  t.equal(session().reach, 'unreachable', 'something that is no mock')
})

t.test('the session: of two questions the newer one counts', async t => {
  const app = await load(t)
  for (const call of ['GET /_mock/v1/types', 'GET /_mock/v1/principals']) {
    const { isAsked, letGo } = holdBack(call)
    const old = refreshSession()
    await isAsked
    await control(app, 'PATCH', '/principals/readonly', { secret: true })
    await refreshSession()
    letGo()
    await old
    t.notOk(
      session().identities.some(({ id }) => id === 'readonly'),
      call
    )
    await control(app, 'POST', '/reset')
  }
  const gate = Promise.withResolvers<void>()
  let isFirst = true
  tab.answer = async () => {
    if (!isFirst) return undefined
    isFirst = false
    await gate.promise
    return new Response('{}', { status: 500 })
  }
  const old = refreshSession()
  await refreshSession()
  gate.resolve()
  await old
  t.equal(session().reach, 'ready', 'a failure too')
})

t.test('without a control plane: the projects that Atlas tells', async t => {
  await load(t)
  tab.calls = []
  await learnProjects()
  t.strictSame(tab.calls, [], 'not where the control plane told them')
  await load(t, { settings: { control: false } })
  await learnProjects()
  t.strictSame(session().organizations, [], 'nobody asks')
  addIdentity({ ...seeded('orgowner'), origin: 'own' })
  chooseProject('f'.repeat(24))
  addIdentity({ ...seeded('prjowner'), origin: 'own' })
  t.equal(session().groupId, 'f'.repeat(24), 'one that was typed in stays where none are known')
  act('orgowner')
  await learnProjects()
  t.match(session(), {
    groupId: DEMO,
    organizations: [
      {
        isSandbox: false,
        projects: [
          { id: DEMO, name: 'demo' },
          { id: STAGING, name: 'staging' }
        ]
      }
    ]
  })
  tab.answer = () => new Response('{"results":[{"orgId":"o","name":"n"}]}')
  await learnProjects()
  t.strictSame(session().organizations, [
    { id: 'o', name: 'o', isSandbox: false, projects: [{ id: '', name: 'n' }] }
  ])
})

t.test('the wire: what the page asked, and by whom', async t => {
  await load(t)
  useSession.setState({ identity: undefined })
  t.equal(await perform({ operation: 'list', groupId: DEMO }), undefined, 'nobody is there to act')
  act('orgowner')
  await perform({ operation: 'get', groupId: STAGING, type: 'WEBHOOK' })
  addIdentity({ ...seeded('prjowner'), origin: 'own' })
  const action = await perform({ operation: 'list', groupId: 'a/b' })
  t.match(action, {
    call: { origin: 'http://page.test', identity: { kind: 'apiKey', id: 'prjowner' } },
    last: { request: { method: 'GET', target: '/api/atlas/v2/groups/a%2Fb/integrations' } }
  })
  t.notOk('secret' in (action?.call.identity ?? {}), 'a secret that was typed in is in no snippet')
  const { actions } = useWire.getState()
  t.equal(actions[0], action, 'the newest first')
  t.match(actions[1], { call: { identity: { secret: KEYS['orgowner'] } }, last: { answer: { status: 200 } } })
  t.equal(actions.length, 2)
  for (let count = 0; count < 50; count++) await perform({ operation: 'list', groupId: DEMO })
  t.equal(useWire.getState().actions.length, 50, 'so many are kept')
})

/** A request of the journal, as far as writes are concerned. */
function recorded(id: number, method: string, type: string | null, status: number | null): RecordedRequest {
  return {
    id,
    request: { method, path: integrations(DEMO, type ?? '') },
    project: DEMO,
    integrationType: type,
    answer: status === null ? null : { status }
  } as RecordedRequest
}

t.test('writes: whose they are', async t => {
  forgetWrites()
  const last = () => useForeignWrites.getState().last[DEMO]
  const path = integrations(DEMO, 'SLACK')
  expectWrite('POST', path)
  noteWrite(recorded(1, 'POST', 'SLACK', 200))
  t.equal(last(), undefined, 'its own')
  noteWrite(recorded(2, 'POST', 'SLACK', 200))
  t.equal(last(), 2, "another's")
  for (const request of [
    recorded(3, 'GET', 'SLACK', 200),
    recorded(3, 'POST', 'SLACK', 409),
    recorded(3, 'POST', null, 200),
    { ...recorded(3, 'POST', 'SLACK', 200), project: null }
  ]) {
    noteWrite(request)
    t.equal(last(), 2, 'no write')
  }
  noteWrite(recorded(4, 'DELETE', 'SLACK', null))
  t.equal(last(), 4, 'nobody knows what a lost one did')
  const forget = expectWrite('PUT', path)
  forget()
  forget()
  noteWrite(recorded(5, 'PUT', 'SLACK', 200))
  t.equal(last(), 5, 'one that was refused is waited for no longer')
  expectWrite('PUT', path)
  forgetWrites()
  t.equal(last(), undefined)
  noteWrite(recorded(1, 'PUT', 'SLACK', 200))
  t.equal(last(), 1, 'of another mock')
})

t.test('the list of integrations', async t => {
  await load(t)
  useSession.setState({ groupId: undefined })
  await loadIntegrations()
  await reloadIntegrations()
  useSession.setState({ groupId: 'half an id' })
  await loadIntegrations()
  t.equal(useIntegrations.getState().of, undefined, 'nothing to list')
  t.strictSame(
    tab.calls.filter(call => call.includes('/atlas/')),
    []
  )
  useSession.setState({ groupId: undefined })
  t.equal(await saveIntegration('create', 'SLACK', SLACK), undefined)
  t.equal(await deleteIntegration('SLACK'), undefined)

  chooseProject(STAGING)
  t.notOk(isListed(0))
  const loading = loadIntegrations(7)
  t.match(useIntegrations.getState(), { isKnown: false, integrations: [], seen: 7 })
  await loading
  t.match(useIntegrations.getState(), { isKnown: true, failure: undefined })
  t.strictSame(types(), ['DATADOG', 'WEBHOOK'])
  t.strictSame([isListed(7), isListed(8)], [true, false])
  chooseProject(ELSEWHERE)
  t.notOk(isListed(0), 'another project')
  act('outsider')
  chooseProject(STAGING)
  await loadIntegrations()
  t.match(useIntegrations.getState(), {
    isKnown: false,
    integrations: [],
    seen: 7,
    failure: { answer: { status: 401 } }
  })
  tab.answer = () => new Response('{}')
  await reloadIntegrations()
  t.match(useIntegrations.getState(), { isKnown: false, failure: { answer: { body: '{}' } } }, 'no list')
})

t.test('integrations are saved and deleted', async t => {
  const app = await load(t)
  await loadIntegrations()
  const created = await saveIntegration('create', 'SLACK', SLACK)
  t.equal(created?.last.answer?.status, 200)
  t.strictSame(types(), ['SLACK'], 'by the answer')
  tab.calls = []
  const again = await saveIntegration('create', 'SLACK', SLACK)
  t.equal(again?.last.answer?.status, 409)
  t.strictSame(types(), ['SLACK'], 'a refusal is no list')
  t.equal(tab.calls.filter(call => call.startsWith('GET /api')).length, 0)
  await deleteIntegration('SLACK')
  t.strictSame(types(), [])
  t.equal((await deleteIntegration('SLACK'))?.last.answer?.status, 404)

  const lost = {
    effect: { type: 'truncate' },
    stage: 'after-commit',
    match: { method: 'POST' },
    when: { first: 1 }
  }
  await control(app, 'POST', '/faults', lost)
  const action = await saveIntegration('create', 'SLACK', SLACK)
  t.equal(action?.last.answer, undefined)
  t.strictSame(types(), ['SLACK'], 'an answer that was lost: the list is asked for')
  await control(app, 'POST', '/faults', {
    effect: { type: 'reset' },
    match: { method: 'DELETE' },
    stage: 'after-commit'
  })
  await deleteIntegration('SLACK')
  t.strictSame(types(), [], 'of a deletion too')
  useSession.setState({ identity: undefined })
  t.equal(await saveIntegration('create', 'SLACK', SLACK), undefined)
})

t.test('late answers', async t => {
  const app = await load(t)
  const POST = `POST ${integrations(DEMO, 'SLACK')}`
  const GET = `GET ${integrations(DEMO)}`
  await loadIntegrations()
  let held = holdBack(POST)
  let late: Promise<unknown> = saveIntegration('create', 'SLACK', SLACK)
  await held.isAsked
  chooseProject(STAGING)
  await loadIntegrations()
  held.letGo()
  await late
  t.strictSame(types(), ['DATADOG', 'WEBHOOK'], 'a save of another project does not land here')

  chooseProject(DEMO)
  held = holdBack(GET)
  late = loadIntegrations()
  await held.isAsked
  chooseProject(STAGING)
  held.letGo()
  await late
  t.strictSame(types(), [], 'nor does a list')
  await loadIntegrations()

  chooseProject(DEMO)
  await loadIntegrations()
  held = holdBack(GET)
  late = loadIntegrations()
  await held.isAsked
  await writeElsewhere(app, 'SLACK', 'DELETE')
  await loadIntegrations()
  held.letGo()
  await late
  t.strictSame(types(), [], 'of two lists the newer one counts')

  held = holdBack(POST)
  late = saveIntegration('create', 'SLACK', SLACK)
  await held.isAsked
  await writeElsewhere(app, 'SLACK', 'DELETE')
  await loadIntegrations()
  held.letGo()
  await late
  t.strictSame(types(), [], 'a save that was overtaken by a list: what is there now')

  await writeElsewhere(app)
  useIntegrations.setState({ of: undefined })
  held = holdBack(GET)
  late = loadIntegrations()
  await held.isAsked
  t.match((await saveIntegration('create', 'SLACK', SLACK))?.last.answer, { status: 409 })
  t.strictSame(types(), ['SLACK'], 'a refusal while the first list is on its way')
  held.letGo()
  await late
})

t.test('the journal', async t => {
  const app = await load(t)
  const ids = () => useJournal.getState().requests.map(({ id }) => id)
  const request = (id: number) => ({ id }) as RecordedRequest
  showRequests([request(1)])
  addRequest(request(2))
  addRequest(request(3))
  t.strictSame(ids(), [1], 'gathered')
  await until(useJournal, ({ requests }) => requests.length > 1)
  t.strictSame(ids(), [1, 2, 3])
  addRequest(request(4))
  showRequests([request(9)])
  addRequest(request(10))
  await until(useJournal, ({ requests }) => requests.length > 1)
  t.strictSame(ids(), [9, 10], 'what was shown in their place counts')
  for (let id = 11; id < 11 + KEPT; id++) addRequest(request(id))
  await until(useJournal, ({ requests }) => requests.length > 2)
  t.strictSame([ids().length, ids()[0], ids().at(-1)], [KEPT, 11, 10 + KEPT])

  for (let count = 0; count < 3; count++) await call(app, { url: '/api/atlas/v2/nothing' })
  showRequests([request(1), request(2), request(3)])
  await reloadJournal()
  t.strictSame(ids(), [1, 2, 3])
  await clearJournal()
  t.strictSame(ids(), [])
  t.match((await control(app, 'GET', '/requests')).json, { results: [] })
  t.equal(useJournal.getState().isLive, false, 'emptied, and yet not followed')

  showRequests([request(1), request(2), request(3)])
  const { isAsked, letGo } = holdBack(`GET /_mock/v1/requests?limit=${KEPT}`)
  const late = reloadJournal()
  await isAsked
  addRequest(request(4))
  letGo()
  await late
  t.strictSame(ids(), [4], 'what comes while the answer is on its way stays')
  const held = holdBack(`GET /_mock/v1/requests?limit=${KEPT}`)
  const old = reloadJournal()
  await held.isAsked
  await call(app, { url: '/api/atlas/v2/nothing' })
  await reloadJournal()
  held.letGo()
  await old
  t.strictSame(ids(), [4], 'of two answers the newer one counts')
})

t.test('a part of the journal is taken out', async t => {
  const app = await loadAndWatch(t)
  const sandbox = await newSandbox(app)
  await call(app, { url: integrations(DEMO) })
  await call(app, { url: integrations(sandbox.projects[0]?.id ?? '') })
  await until(useJournal, ({ requests }) => requests.length === 2)
  await control(app, 'DELETE', '/requests', undefined, { sandbox: sandbox.id })
  await until(useJournal, ({ requests }) => requests.length === 1)
  t.equal(useJournal.getState().requests[0]?.project, DEMO)
})

t.test('the stage', async t => {
  useSession.setState({ reach: 'starting' })
  tab.calls = []
  await refreshStage()
  await refreshSandboxes()
  await refreshInbox()
  t.strictSame(tab.calls, [], 'nothing before it is known what can be used')
  const app = await load(t)
  const fault = await addFault({ effect: { type: 'hangUp' } })
  t.match(useStage.getState(), { isAnswering: true, faults: [{ id: fault.id }], clock: { frozen: false } })
  await direct('PUT /clock', { now: '2030-01-01T00:00:00Z', frozen: true })
  t.ok(useStage.getState().ahead > 0)
  const other = await addFault({ effect: { type: 'hangUp' } })
  await control(app, 'DELETE', `/faults/${other.id}`)
  await removeFaults([fault.id, other.id])
  t.strictSame(useStage.getState().faults, [], 'one that is gone is removed too')
  tab.answer = (_target, { method }) => (method === 'DELETE' ? new Response('', { status: 500 }) : undefined)
  await t.rejects(removeFaults(['1']), { name: 'ControlFailure', status: 500 } as never)
  tab.answer = undefined
  await newSandbox(app, { name: 'one' })
  await refreshSandboxes()
  t.match(useStage.getState().sandboxes, [{ name: 'one' }])

  const held = holdBack('GET /_mock/v1/sandboxes')
  const lateSandboxes = refreshSandboxes()
  await held.isAsked
  await newSandbox(app, { name: 'two' })
  await refreshSandboxes()
  held.letGo()
  await lateSandboxes
  t.equal(useStage.getState().sandboxes.length, 2, 'of two answers the newer one counts')
  const { isAsked, letGo } = holdBack('GET /_mock/v1/faults')
  const late = refreshStage()
  await isAsked
  await addFault({ effect: { type: 'hangUp' } })
  letGo()
  await late
  t.equal(useStage.getState().faults.length, 1)

  const watching = watchStage()
  t.teardown(watching)
  await app.server.close()
  await refreshSandboxes()
  t.equal(useStage.getState().sandboxes.length, 2, 'kept while nobody answers')
  await refreshStage()
  t.equal(useStage.getState().isAnswering, false)
  t.equal(session().reach, 'ready', 'it may come back')
  watching()
  tab.answer = () => new Response('{}', { status: 401 })
  await refreshStage()
  t.equal(session().reach, 'token', 'it came back, and wants a token')
  useSession.setState({ reach: 'ready' })
  const gate = Promise.withResolvers<Response>()
  tab.answer = () => gate.promise
  const old = refreshStage()
  await serve(t)
  await refreshStage()
  gate.resolve(new Response('{}', { status: 401 }))
  await old
  t.equal(session().reach, 'ready', 'of two answers the newer one counts, also where the older is a failure')
  tab.answer = () => new Response('null')
  await refreshStage()
  t.equal(useStage.getState().isAnswering, false, 'something that is no mock')
})

t.test('the inbox', async t => {
  const app = await load(t)
  await t.rejects(sendAlert({ project: DEMO }), { name: 'ControlFailure', status: 404 } as never)
  await sendAlert({ project: STAGING, event: 'alert.open' })
  await sendAlert({ project: STAGING, event: 'alert.close' })
  t.strictSame(
    useInbox.getState().deliveries?.map(({ id }) => id),
    [2, 1],
    'the newest first'
  )
  const { isAsked, letGo } = holdBack('GET /_mock/v1/inbox?limit=50')
  const late = refreshInbox()
  await isAsked
  await sendAlert({ project: STAGING })
  letGo()
  await late
  t.equal(useInbox.getState().deliveries?.length, 3, 'of two answers the newer one counts')
  const end = watchInbox()
  await app.server.close()
  await refreshInbox()
  end()
  t.equal(useInbox.getState().deliveries?.length, 3, 'kept while nobody answers')
})

t.test('what others do appears by itself', async t => {
  const app = await loadAndWatch(t)
  await loadIntegrations()
  await writeElsewhere(app)
  await until(useForeignWrites, ({ last }) => last[DEMO] !== undefined)
  await saveIntegration('replace', 'SLACK', { ...SLACK, channelName: 'own' })
  await call(app, { url: '/api/atlas/v2/last' })
  await until(useJournal, ({ requests }) => requests.at(-1)?.request.url === '/api/atlas/v2/last')
  const own = useJournal.getState().requests.find(({ request }) => request.method === 'PUT')
  t.ok((useForeignWrites.getState().last[DEMO] ?? 0) < (own?.id ?? 0), "not the page's own")

  await control(app, 'POST', '/faults', { effect: { type: 'hangUp' } })
  await until(useStage, ({ faults }) => faults.length === 1)
  await control(app, 'POST', '/sandboxes', {})
  await until(useSession, ({ organizations }) => organizations.some(({ isSandbox }) => isSandbox))
  await until(useStage, ({ sandboxes }) => sandboxes.length === 1)
  await control(app, 'PATCH', '/principals/readonly', { secret: true })
  await until(useSession, ({ identities }) => !identities.some(({ id }) => id === 'readonly'))
  await control(app, 'POST', '/alerts', { project: STAGING })
  await until(useInbox, ({ deliveries }) => deliveries?.length === 1)
  await control(app, 'DELETE', '/requests')
  await until(useJournal, ({ requests }) => requests.length === 0)
  await control(app, 'POST', '/reset')
  await until(useInbox, ({ deliveries }) => deliveries?.length === 0)
  await until(useStage, ({ faults, sandboxes }) => faults.length + sandboxes.length === 0)
  await until(useSession, ({ identities }) => identities.some(({ id }) => id === 'readonly'))
  await until(useIntegrations, ({ integrations }) => integrations.length === 0)
})

t.test('a mock that ends, and another in its place', async t => {
  const app = await loadAndWatch(t)
  await writeElsewhere(app)
  await control(app, 'POST', '/faults', { effect: { type: 'status', status: 500 } })
  await loadIntegrations()
  await until(useForeignWrites, ({ last }) => last[DEMO] !== undefined)
  await app.server.close()
  await until(useStage, ({ isAnswering }) => !isAnswering)
  t.equal(useJournal.getState().isLive, false)
  await serve(t)
  await until(useIntegrations, ({ isKnown, integrations }) => isKnown && integrations.length === 0)
  t.match(useStage.getState(), { isAnswering: true, faults: [] })
  t.strictSame(useForeignWrites.getState().last, {})
  t.ok(useJournal.getState().isLive)
  t.equal(
    useJournal.getState().requests.some(({ request }) => request.method === 'POST'),
    false
  )
})
