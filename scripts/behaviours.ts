import { writeFileSync } from 'node:fs'
import type { BehavioursFile, CallClass } from '../src/calls/rows.ts'
import { LABELS } from '../src/catalogue/evidence.ts'
import { createRegistry, readTypeFiles } from '../src/integrations/registry.ts'
import { type Client, send } from '../test/exchange.ts'
import { behavioursOf, type LedgerRow, readErrors, readLedger, themes } from './ledger.ts'

const TARGET = 'fixtures/behaviours.json'

/** Returns the text of `fixtures/behaviours.json`: the ledger, with the classes of its exchanges. */
export async function renderBehaviours(): Promise<string> {
  const origins = new Map<string, number>()
  const originOf = ({ evidence, source, date }: LedgerRow): number => {
    const key = JSON.stringify([evidence, source, date])
    const origin = origins.get(key) ?? origins.size
    origins.set(key, origin)
    return origin
  }
  const { behaviours = [], errors = [], 'facts of fields': fields = [], ...others } = readLedger()
  const classes = await replayExchanges()
  const groups = Map.groupBy(behaviours, ({ name }) => {
    const { operation, status, errorCode, reason } = classOf(name)
    return JSON.stringify({ operation, status, errorCode, reason })
  })
  function classOf(name: string): CallClass {
    const found = classes.get(name)
    if (!found) throw new Error(`no class of ${name}`)
    return found
  }
  const exchanges = [...groups].map(([key, rows]) => ({
    ...(JSON.parse(key) as Pick<CallClass, 'operation' | 'status' | 'errorCode' | 'reason'>),
    rows: rows.map(row => {
      const { integrationType, attribute, names } = classOf(row.name)
      return [row.name, originOf(row), integrationType, attribute, names]
    })
  }))
  const forms = new Map(readErrors(createRegistry(readTypeFiles()).all).map(row => [row.id, row]))
  const file = {
    errors: errors.map(row => {
      const { status, errorCode, form } = forms.get(row.name) ?? {}
      return [row.name, originOf(row), row.title, status, form === 'empty' ? null : errorCode]
    }),
    facts: [...bestOf(fields), ...Object.values(others).flat()].map(row => [
      row.name,
      originOf(row),
      row.title
    ]),
    exchanges
  }
  return print({ origins: [...origins.keys()].map(key => JSON.parse(key)), ...file } as BehavioursFile)
}

/** Returns a row of each name, the one with the most reliable label. */
function bestOf(rows: readonly LedgerRow[]): LedgerRow[] {
  return [...Map.groupBy(rows, ({ name }) => name).values()].map(([first, ...others]) =>
    others.reduce(
      (best, row) => (LABELS.indexOf(row.evidence) < LABELS.indexOf(best.evidence) ? row : best),
      first as LedgerRow
    )
  )
}

/** Replays the exchanges on a mock. Returns the class of each by its name in the ledger. */
async function replayExchanges(): Promise<Map<string, CallClass>> {
  const clients = new Map<string, Client>()
  const classes = new Map<string, CallClass>()
  try {
    for (const theme of themes()) {
      for (const exchange of behavioursOf(theme)) {
        const { client } = await send(exchange, clients)
        classes.set(`${theme}/${exchange.title}`, client.classify())
      }
    }
    return classes
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
if (import.meta.main) writeFileSync(TARGET, await renderBehaviours())
