import t from 'tap'
import type { CreatedSandbox } from '../../types/wire.d.ts'
import { ANONYMOUS, bearer, type Caller, digest, tokenOf } from './callers.ts'
import { ATLAS } from './corpus.ts'
import { fill, type Ids, textOf } from './fuzzer.ts'
import { type Mock, startMock } from './mock.ts'
import { Wire } from './wire.ts'

/** A text in all contents of the sandbox that others must not read. */
const PRIVATE = 'private-to-one-organization'

t.test('no request of the Atlas API returns the data of another organization', async t => {
  const mock = await startMock(t)
  const [target, other] = [await newSandbox(mock, PRIVATE), await newSandbox(mock, 'other')]
  const [project = '', second = ''] = target.projects.map(({ id }) => id)
  const ids = { project, other: second, org: target.id, sandbox: target.id }
  const strangers = [
    ANONYMOUS,
    bearer('another owner', await tokenOf(mock.url, other.owner.serviceAccount)),
    digest('another owner', other.owner.apiKey),
    digest('another reader', other.reader.apiKey)
  ]
  for (const caller of strangers) t.strictSame(await revealing(mock, caller, ids), [], caller.name)
  const found = await revealing(mock, digest('the owner', target.owner.apiKey), ids)
  t.ok(found.length > 5, `its owner reads it with ${found.length} requests`)
})

async function newSandbox(mock: Mock, name: string): Promise<CreatedSandbox> {
  const url = `https://example.com/${name}`
  const projects = ['one', 'two'].map(project => ({
    name: `${name}-${project}`,
    integrations: [{ type: 'WEBHOOK', url }]
  }))
  return JSON.parse((await mock.control('POST', '/sandboxes', { name, projects })).text) as CreatedSandbox
}

/** Sends every request of the Atlas API about a sandbox. @returns those whose responses contain its private text */
async function revealing(mock: Mock, caller: Caller, ids: Ids): Promise<string[]> {
  const wire = new Wire(mock.port)
  const found: string[] = []
  for (const draft of ATLAS) {
    const request = fill(draft, ids)
    const authorization = (await caller.authorize(wire, request)) ?? ''
    const headers: typeof request.headers = [...request.headers, ['Authorization', authorization]]
    const { head, body } = await wire.answer(textOf({ ...request, headers }))
    if (`${head}${body}`.includes(PRIVATE)) found.push(`${request.method} ${request.target}`)
  }
  wire.close()
  return found
}
