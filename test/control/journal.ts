import type { App } from '../../src/app.ts'
import { RequestRecord } from '../../src/journal/request-record.ts'
import type { CreatedSandbox, Fault, FaultBody, Verification } from '../../types/wire.d.ts'
import { call, DEMO, integrations, type Request, STAGING } from '../app.ts'
import { ACCOUNT, asKey, control, faultsOf, keyOf, newSandbox, projectOf, tokenFor } from './control.ts'

export const KEY = '0123456789abcdef0123456789abcdef'
export const LIST: Request = { url: integrations(STAGING) }
export const CREATE: Request = { method: 'POST', url: integrations(DEMO, 'DATADOG'), body: { apiKey: KEY } }

export async function addFault(app: App, fault: FaultBody, sandbox?: string): Promise<Fault> {
  const { status, json, text } = await control(app, 'POST', '/faults', fault, { sandbox })
  if (status !== 201) throw new Error(text)
  return json as Fault
}

/** Returns the record of a GET without headers. */
export function recordOf(target: string, orgId?: string): RequestRecord {
  const client = {
    address: '127.0.0.1',
    httpVersion: '1.1',
    isBackground: false,
    isOfConsole: false,
    callId: undefined
  }
  return new RequestRecord({ method: 'GET', target, headers: {}, params: {}, ...client }, () => orgId)
}

/** Verifies the requests of an app; the result must match its schema. */
export async function verify(app: App, body: unknown): Promise<Verification> {
  const { status, json, text } = await control(app, 'POST', '/requests/verify', body)
  const fault = faultsOf('Verification', json)
  if (status !== 200 || fault) throw new Error(`${text}: ${fault}`)
  return json as Verification
}

/** Sends requests of many kinds with many callers. */
export async function play(
  app: App
): Promise<{ sandbox: string; fault: string; project: string; owner: CreatedSandbox['owner'] }> {
  const { id: sandbox, projects, owner } = await newSandbox(app)
  const project = projectOf({ projects })
  await asKey(app, keyOf('orgowner'), LIST)
  await asKey(app, keyOf('prjowner'), CREATE)
  await asKey(app, keyOf('prjowner'), CREATE)
  await asKey(app, keyOf('readonly'), { method: 'DELETE', url: CREATE.url })
  await call(app, { url: '/api/atlas/v2/nowhere' })
  await asKey(app, owner.apiKey, { ...CREATE, url: integrations(project, 'DATADOG') })
  await tokenFor(app, ACCOUNT.owner)
  await call(app, { url: '/api/atlas/v1.0/orgs', headers: { prefer: 'code=409' } })
  const { id: fault } = await addFault(app, { effect: { type: 'reset' } }, sandbox)
  await asKey(app, owner.apiKey, { url: integrations(project) }).catch(() => undefined)
  return { sandbox, fault, project, owner }
}
