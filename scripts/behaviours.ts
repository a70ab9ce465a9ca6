import { OPERATION_ROWS } from '../src/atlas/atlas-operation.ts'
import type { Provenance } from '../src/catalogue/evidence.ts'
import type { BehavioursFile, CallClass, ClassKey } from '../src/catalogue/rows.ts'
import { createRegistry, readTypeFiles } from '../src/integrations/registry.ts'
import { type Client, send } from '../test/exchange.ts'
import { behavioursOf, readErrors, readLedger, themes } from './ledger.ts'
import { writeChanged } from './write-file.ts'

const TARGET = 'fixtures/behaviours.json'

/** Returns the text of `fixtures/behaviours.json`: the rows of the ledger that a call can rely on, with the classes of exchanges. */
export async function renderBehaviours(): Promise<string> {
  const origins = new Map<string, number>()
  const originOf = ({ evidence, source, date }: Provenance): number => {
    const key = JSON.stringify([evidence, source, date])
    const origin = origins.get(key) ?? origins.size
    origins.set(key, origin)
    return origin
  }
  const { errors = [], 'facts of fields': fields = [] } = readLedger()
  const behaviours = themes().flatMap(theme =>
    behavioursOf(theme).map(behaviour => ({ ...behaviour, name: `${theme}/${behaviour.title}` }))
  )
  const replayed = await replayExchanges()
  const groups = Map.groupBy(behaviours, ({ name }) => {
    const { operation, status, errorCode, reason } = classOf(name)
    return JSON.stringify({ operation, status, errorCode, reason })
  })
  function classOf(name: string): CallClass {
    const found = replayed.get(name)?.call
    if (!found) throw new Error(`no class of ${name}`)
    return found
  }
  const exchanges = [...groups].map(([key, rows]) => ({
    ...(JSON.parse(key) as ClassKey),
    // Of rows that are equally near, the first counts.
    rows: rows
      .toSorted((a, b) => specialityOf(a.name) - specialityOf(b.name))
      .map(row => {
        const { integrationType, attribute, fields, marks } = classOf(row.name)
        return [row.name, originOf(row), integrationType, attribute, fields, marks, specialityOf(row.name)]
      })
  }))
  // An exchange with another setup than usual, or about the order of checks, says less about other calls. The recorded
  // ones are parts of sessions.
  function specialityOf(name: string): number {
    if (name.startsWith('recorded/')) return 0
    const { call, setup = 0, changesItem } = replayed.get(name) ?? {}
    const usual = changesItem ? 1 : 0
    const isSuccess = call !== undefined && call.status < 300
    return (isSuccess ? Math.abs(setup - usual) : 0) + (name.startsWith('check-order/') ? 100 : 0)
  }
  const forms = new Map(readErrors(createRegistry(readTypeFiles()).all).map(row => [row.id, row]))
  const file = {
    errors: errors.map(row => {
      const { status, errorCode, form } = forms.get(row.name) ?? {}
      return [row.name, originOf(row), row.title, status, form === 'empty' ? null : errorCode]
    }),
    fields: fields.flatMap(row => {
      const shows = 'shown' in row ? 'secret' : 'shows' in row ? row.shows : undefined
      return shows === undefined ? [] : [[row.name, originOf(row), row.title, shows]]
    }),
    exchanges
  }
  return print({ origins: [...origins.keys()].map(key => JSON.parse(key)), ...file } as BehavioursFile)
}

interface Replayed {
  call: CallClass
  /** Number of setup requests. */
  setup: number
  /** Whether the operation reads or changes one item, which must exist. */
  changesItem: boolean
}

/** Replays the exchanges on a mock. Returns the results by name. */
async function replayExchanges(): Promise<Map<string, Replayed>> {
  const clients = new Map<string, Client>()
  const replayed = new Map<string, Replayed>()
  try {
    for (const theme of themes()) {
      for (const exchange of behavioursOf(theme)) {
        const { client, earlier } = await send(exchange, clients)
        const call = client.classify()
        const { method, path = '' } = OPERATION_ROWS[call.operation ?? ''] ?? {}
        replayed.set(`${theme}/${exchange.title}`, {
          call,
          setup: earlier.length,
          changesItem: method !== 'POST' && /\/:(?!groupId|orgId)\w+$/.test(path)
        })
      }
    }
    return replayed
  } finally {
    await Promise.all([...clients.values()].map(client => client.close()))
  }
}

/** Returns JSON with a line for each row. */
function print({ exchanges, ...lists }: BehavioursFile): string {
  const array = (rows: readonly unknown[], indent: string) =>
    `[\n${rows.map(row => indent + JSON.stringify(row)).join(',\n')}\n${indent.slice(1)}]`
  const groups = exchanges.map(
    ({ rows, ...group }) => `{${JSON.stringify(group).slice(1, -1)},"rows":${array(rows, '   ')}}`
  )
  const members = Object.entries(lists).map(([name, rows]) => ` "${name}": ${array(rows, '  ')}`)
  return `{\n${members.join(',\n')},\n "exchanges": [\n  ${groups.join(',\n  ')}\n ]\n}\n`
}

/* c8 ignore next -- the command; the test imports the function */
if (import.meta.main) writeChanged(TARGET, await renderBehaviours())
