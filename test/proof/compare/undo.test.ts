import t from 'tap'
import { startMock } from '../../../src/index.ts'
import { isRead, undoOf } from '../../../src/proof/compare/effects.ts'
import { pageOfExchange, readExchanges } from '../../../src/proof/compare/exchange.ts'
import { VERSIONED } from '../../../src/proof/compare/pages.ts'
import type { StateDocument } from '../../../src/state/document.ts'
import type { SeedApiKey } from '../../../types/seed.d.ts'
import type { Method } from '../../../types/wire.d.ts'
import { DEMO } from '../../app.ts'

/** Values that are stored although a new project has them, too. */
const DEFAULTS = ['[]', '{}', 'true']

t.test(
  'a project is as before when the writes of an exchange are reverted, or it gets a new project',
  async t => {
    const mock = await startMock({ listen: false })
    t.teardown(() => mock.close())
    const as = mock.credentials.apiKeys['orgowner'] as SeedApiKey
    const reverted = new Set<string>()
    const stateOf = () => {
      const { organizations } = mock.exportState() as StateDocument
      const projects = organizations.flatMap(({ projects = [] }) => projects)
      const project = Object.entries(projects.find(({ id }) => id === DEMO) ?? {})
      return project.filter(([, value]) => !DEFAULTS.includes(JSON.stringify(value)))
    }
    mock.reset()
    const before = stateOf()
    for (const exchange of readExchanges()) {
      const { calls } = pageOfExchange(exchange)
      if (calls.every(({ method }) => isRead(method))) continue
      mock.reset()
      let id = ''
      const undos = []
      for (const { method, path: template, headers, payload, isAnonymous } of calls) {
        const path = template.replaceAll('{{id}}', id)
        const body = payload?.toString().replaceAll('{{id}}', id)
        const reply = await mock.inject({
          method: method as Method,
          url: path,
          headers: Object.fromEntries(headers),
          body,
          ...(!isAnonymous && { as })
        })
        id = /"id" ?: ?"([0-9a-f]{24})"/.exec(reply.body)?.[1] ?? id
        undos.unshift(undoOf({ method, path, headers: [] }, { ...reply, headers: [] }))
      }
      if (undos.includes(undefined)) continue
      for (const { method, path } of undos.flatMap(undo => undo ?? [])) {
        await mock.inject({ method: method as Method, url: path, headers: { accept: VERSIONED }, as })
      }
      t.strictSame(stateOf(), before, exchange.id)
      reverted.add(exchange.id)
    }
    t.ok(reverted.size > 100, String(reverted.size))
  }
)
