import t from 'tap'
import { checkCache } from '../store/store-cache.ts'
import { OPTIONS } from './options.ts'

const { seed, requests } = OPTIONS

t.test('cached results equal uncached ones after random writes', async t => {
  checkCache(t, seed, requests)
})
