import t from 'tap'
import { negotiate } from '../../src/atlas/media-type.ts'
import { AtlasError } from '../../src/errors.ts'

const REPLY = 'application/vnd.atlas.2023-01-01+json;charset=utf-8'
const PLAIN = 'application/json;charset=utf-8'

t.test('caches the result for an Accept header in its mode only', async t => {
  const accept = 'application/json, application/vnd.atlas.2023-01-01+json;q=0.5'
  for (const time of ['first', 'second']) {
    t.equal(negotiate(accept, 'strict'), REPLY, `strict, ${time}`)
    t.equal(negotiate(accept, 'lenient'), PLAIN, `lenient, ${time}`)
    t.throws(() => negotiate('application/json', 'strict'), AtlasError, `rejected, ${time}`)
    t.throws(() => negotiate(undefined, 'strict'), AtlasError, `missing, ${time}`)
  }
})

t.test('negotiates any number of Accept values, and long ones, the same way', async t => {
  for (let at = 0; at < 250; at++) {
    t.equal(negotiate(`application/vnd.atlas.2023-01-01+json, text/x-${at}`, 'strict'), REPLY)
  }
  const long = `application/vnd.atlas.2023-01-01+json, ${'text/plain, '.repeat(500)}*/*`
  for (const time of ['first', 'second']) t.equal(negotiate(long, 'strict'), REPLY, time)
})
