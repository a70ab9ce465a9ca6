import type { IncomingHttpHeaders } from 'node:http'
import { OAUTH_OPERATIONS } from '../../src/atlas/oauth.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import { parseAuthorization } from '../../src/auth/authorization.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import type { Entry, NewEntry } from '../../src/journal/entry.ts'
import type { VerifiedJournal } from '../../src/journal/verify.ts'
import type { Principal } from '../../src/store/principals.ts'
import { ACME, DEMO, VERSIONED } from '../app.ts'
import { faultsOf } from '../control/control.ts'

export const registry = createRegistry(readTypeFiles())

/** 2026-11-25T10:00:00.000Z */
const TIME = Date.UTC(2026, 10, 25, 10)

/** An API key of Acme with roles, written `GROUP_OWNER@project` or `ORG_OWNER`. */
export function principal(id: string, ...roles: string[]): Principal {
  return {
    id,
    kind: 'apiKey',
    orgId: ACME,
    roles: roles.map(role => {
      const [roleName = '', projectId] = role.split('@')
      return { roleName, orgId: projectId ? null : ACME, projectId: projectId ?? null }
    }),
    accessList: []
  }
}

const OWNER = principal('prjowner', `GROUP_OWNER@${DEMO}`)

/** Differences from a plain entry: headers as objects, a body as bytes, the operation by its id. */
export type Changes = Partial<Omit<Entry, 'headers' | 'body' | 'operation'>> & {
  headers?: IncomingHttpHeaders
  body?: Buffer | undefined
  operation?: string | undefined
}

const KNOWN = [...OPERATIONS, ...Object.values(OAUTH_OPERATIONS)]

/** An accepted request, unless changed. */
export function entry(changes: Changes = {}): Entry {
  const { headers, body, operation, ...rest } = {
    headers: { accept: VERSIONED },
    operation: 'listGroupIntegrations',
    ...changes
  }
  return {
    id: 1,
    size: 0,
    orgId: ACME,
    time: TIME,
    duration: 1.23456,
    address: '127.0.0.1',
    httpVersion: '1.1',
    method: 'GET',
    target: `/api/atlas/v2/groups/${DEMO}/integrations`,
    headers: JSON.stringify(headers),
    body: body?.toString('latin1'),
    operation: KNOWN.find(({ operationId }) => operationId === operation),
    projectId: DEMO,
    integrationType: undefined,
    principal: OWNER,
    scheme: parseAuthorization(headers.authorization).scheme,
    authentication: 'accepted',
    authorization: 'accepted',
    validation: 'accepted',
    reason: undefined,
    status: 200,
    responseHeaders: { 'content-type': VERSIONED },
    responseBody: undefined,
    errorCode: undefined,
    fault: undefined,
    ...rest
  }
}

/** An entry as the recorder creates it. */
export function newEntry({ id: _id, size: _size, ...rest }: Entry): NewEntry {
  return rest
}

/** A request that configures a type. */
export function creation(type: string, body: unknown, changes: Changes = {}): Entry {
  return entry({
    method: 'POST',
    target: `/api/atlas/v2/groups/${DEMO}/integrations/${type}`,
    operation: 'createGroupIntegration',
    integrationType: type,
    body: json(body),
    ...changes
  })
}

/** A request to the token endpoint. */
export function tokenRequest(body: string, changes: Changes = {}): Entry {
  return entry({
    method: 'POST',
    target: '/api/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    operation: 'createToken',
    projectId: undefined,
    principal: undefined,
    authorization: 'not reached',
    body: Buffer.from(body),
    ...changes
  })
}

export function json(body: unknown): Buffer {
  return Buffer.from(JSON.stringify(body))
}

/** What a value breaks of a shape of the control plane; empty for a valid one. */
export function faults(shape: string, value: unknown): string {
  // Over the wire and back: what JSON drops is not there.
  return faultsOf(shape, JSON.parse(JSON.stringify(value)))
}

/** A journal of these entries, from which none was pushed out. */
export function journalOf(entries: readonly Entry[]): VerifiedJournal {
  return {
    newestId: Math.max(...entries.map(({ id }) => id)),
    *walk(since = 0, last = Number.POSITIVE_INFINITY) {
      yield* entries.filter(({ id }) => id > since && id <= last)
    },
    find: wanted => entries.find(({ id }) => id === wanted),
    droppedSince: () => 0
  }
}
