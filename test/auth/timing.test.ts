import t from 'tap'
import type { App } from '../../src/app.ts'
import { build, call, challenge, DEMO, digestHeader, integrations } from '../app.ts'
import { ACCOUNT, asBearer, askToken } from '../control/control.ts'

/** Returns the names of the look-ups of a request: they must not depend on whether the caller exists. */
async function lookUps({ services }: App, work: () => Promise<{ status: number }>): Promise<string[]> {
  const { store } = services
  const made: string[] = []
  const tables = [store.credentials, store.principals, store.tokens] as unknown as Record<string, unknown>[]
  const undo = tables.map(table => {
    const originals = { ...table }
    for (const [name, original] of Object.entries(originals)) {
      if (typeof original !== 'function') continue
      table[name] = (...args: unknown[]) => {
        made.push(name)
        return original.apply(table, args)
      }
    }
    return () => Object.assign(table, originals)
  })
  const { status } = await work()
  for (const restore of undo) restore()
  return [...made, String(status)]
}

t.test('runs the same look-ups for an unknown caller as for a wrong secret', async t => {
  const app = await build(t)
  const url = integrations(DEMO)
  const { clientId } = ACCOUNT.owner
  const compare = async (expected: string[], works: (() => Promise<{ status: number }>)[]) => {
    for (const work of works) t.strictSame(await lookUps(app, work), expected)
  }
  const withDigest = (publicKey: string) => async () => {
    const authorization = digestHeader(publicKey, { url }, await challenge(app), {}, 'a wrong secret')
    return await call(app, { url, headers: { authorization } })
  }
  await compare(['ha1', '401'], [withDigest('orgowner'), withDigest('nobody00')])

  const withBasic = (id: string) => () => askToken(app, { clientId: id, clientSecret: 'mdb_sa_sk_wrong' })
  const ofToken = ['secretHash', 'organizationOf', '401']
  await compare(ofToken, [withBasic(clientId), withBasic('mdb_sa_id_nobody')])

  const forged = (sub: string) => () => {
    const [header, payload] = [{ alg: 'ES512' }, { sub, jti: '1', iat: 1, exp: 9e9 }].map(part =>
      Buffer.from(JSON.stringify(part)).toString('base64url')
    )
    return asBearer(app, `${header}.${payload}.${'A'.repeat(176)}`, { url })
  }
  await forged(clientId)()
  await compare(['401'], [forged(clientId), forged('mdb_sa_id_nobody')])
})
