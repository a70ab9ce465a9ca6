import t from 'tap'
import { openStore } from '../src/store/store.ts'
import { checkRemembered } from './remembered.ts'

t.test('what is remembered equals what is read afresh, whatever is written', async t => {
  checkRemembered(t, 1, 10_000)
})

t.test('what is remembered cannot be changed', async t => {
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  store.organizations.insert({ id: 'o', name: 'o', created: 0, requiresAccessList: false })
  store.projects.insert({
    id: 'p',
    orgId: 'o',
    name: 'p',
    created: 0,
    withDefaultAlertsSettings: true,
    settings: { a: true }
  })
  const project = store.projects.find('p')
  t.equal(project, store.projects.find('p'), 'remembered')
  t.throws(() => Object.assign(project?.settings ?? {}, { a: false }), TypeError)
  t.throws(() => Object.assign(project ?? {}, { name: 'q' }), TypeError)
})
