import t from 'tap'
import { openStore } from '../src/store/store.ts'
import { checkCache } from './store-cache.ts'

t.test('cached results equal uncached ones after random writes', async t => {
  checkCache(t, 1, 3000)
})

t.test('cached results are frozen', async t => {
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
  store.projects.find('p')
  const project = store.projects.find('p')
  t.equal(project, store.projects.find('p'), 'cached')
  t.throws(() => Object.assign(project?.settings ?? {}, { a: false }), TypeError)
  t.throws(() => Object.assign(project ?? {}, { name: 'q' }), TypeError)
})
