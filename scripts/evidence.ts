import { OPERATION_ROWS } from '../src/atlas/atlas-operation.ts'
import { createRegistry, readTypeFiles } from '../src/integrations/registry.ts'
import { type Exchange, expand } from '../src/proof/compare/exchange.ts'
import type { CallClass, ClassesFile, ClassKey } from '../src/proof/label/rows.ts'
import { type Client, send } from '../test/exchange.ts'
import { readLedger, readTheme, type Subject, themes } from './ledger.ts'
import { writeChanged } from './write-file.ts'

/** An exchange as a call. */
interface Replayed {
  exchange: Exchange
  call: CallClass
  /** The integration types for which it holds. */
  types: readonly string[]
  /** How much it needs that the usual call does not. */
  special: number
}

/** Returns the texts of `fixtures/evidence.json`, and of `fixtures/call-classes.json`, which matches calls with its rows. */
export async function renderEvidence(): Promise<{ evidence: string; classes: string }> {
  const replayed = await replayExchanges()
  const subjects = new Map(
    replayed.map(({ exchange, call: { operation }, types }): [string, Subject] => [
      exchange.id,
      { operation, types }
    ])
  )
  const rows = readLedger(id => subjects.get(id) as Subject)
  const matched = replayed.filter(({ exchange }) => !exchange.unmatched)
  const groups = Map.groupBy(matched, ({ call }) => {
    const { operation, status, errorCode, reason } = call
    return JSON.stringify({ operation, status, errorCode, reason } satisfies ClassKey)
  })
  const classes = [...groups].map(([key, found]): ClassesFile['exchanges'][number] => ({
    ...(JSON.parse(key) as ClassKey),
    // Of rows that are equally near, the first counts.
    rows: found
      .toSorted((a, b) => a.special - b.special)
      .map(({ exchange: { id }, types, call: { attribute, fields, marks }, special }) => [
        id,
        types,
        attribute,
        fields,
        marks,
        special
      ])
  }))
  const ordered = rows.map(({ id, page, kind, field, ...others }) => ({ id, page, kind, field, ...others }))
  return { evidence: `{"rows":${lines(ordered)}}\n`, classes: `{"exchanges":${lines(classes)}}\n` }
}

/** Replays the exchanges that state something about Atlas on a mock. */
async function replayExchanges(): Promise<Replayed[]> {
  const clients = new Map<string, Client>()
  const replayed: Replayed[] = []
  try {
    for (const theme of themes()) {
      const exchanges = readTheme(theme).flatMap(rule => (rule.feature ? [] : expand(rule)))
      for (const exchange of exchanges) {
        const { client, earlier } = await send(exchange, clients)
        const call = client.classify()
        const special = specialityOf(theme, call, earlier.length)
        replayed.push({ exchange, call, types: scopeOf(exchange, call), special })
      }
    }
    return replayed
  } finally {
    await Promise.all([...clients.values()].map(client => client.close()))
  }
}

const REGISTRY = createRegistry(readTypeFiles())

/** Reasons that do not depend on the integration type: they are about the caller, the headers, the query or the path. */
const GENERAL =
  /^(no-credentials|unknown-scheme|digest-|nonce-|api-key-|token-|access-list|version-|content-type$|group-id-|project-|role-|organization-|org-id-|query-|rate-limit)/

/** Returns the integration types for which an exchange holds, its own first. */
function scopeOf({ types }: Exchange, { operation, integrationType, reason }: CallClass): readonly string[] {
  const { content } = OPERATION_ROWS[operation ?? ''] ?? {}
  const all =
    types === 'all' || (types === undefined && integrationType !== null && GENERAL.test(reason ?? ''))
  const own = integrationType === null ? [] : [integrationType]
  if (!all) return types ?? own
  const names = REGISTRY.of(content).flatMap(({ name, facts }) => (facts.rejectedWith ? [] : name))
  return [...new Set([...own, ...names])]
}

/**
 * Returns how much an exchange needs that the usual call does not: with another setup, it says less about other calls. The
 * recorded ones are parts of sessions.
 */
function specialityOf(theme: string, { operation, status }: CallClass, setup: number): number {
  if (theme === 'recorded') return 0
  const { method, path = '' } = OPERATION_ROWS[operation ?? ''] ?? {}
  const changesItem = method !== 'POST' && /\/\{(?!groupId|orgId)\w+\}$/.test(path)
  const usual = changesItem ? 1 : 0
  return status < 300 ? Math.abs(setup - usual) : 0
}

/** Returns a JSON array with a line for each item. */
function lines(items: readonly unknown[]): string {
  return `[\n${items.map(item => JSON.stringify(item)).join(',\n')}\n]`
}

/* c8 ignore start -- the command; the test imports the function */
if (import.meta.main) {
  const { evidence, classes } = await renderEvidence()
  writeChanged('fixtures/evidence.json', evidence)
  writeChanged('fixtures/call-classes.json', classes)
}
/* c8 ignore stop */
