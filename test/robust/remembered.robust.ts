import t from 'tap'
import { checkRemembered } from '../remembered.ts'
import { OPTIONS } from './options.ts'

const { seed, requests } = OPTIONS

t.test('what is remembered equals what is read afresh, whatever is written', async t => {
  checkRemembered(t, seed, requests)
})
