import type { FastifyInstance } from 'fastify'
import { pathOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { shapeBody } from './fault-body.ts'
import { FaultRunner } from './fault-runner.ts'
import { oauthPlugin } from './oauth.ts'
import { atlasPlugin } from './plugin.ts'
import { privatePlugin } from './private.ts'
import { recordAnswer } from './recorder.ts'
import { unknownPath } from './refusals.ts'
import { Trace } from './trace.ts'

/** All that Atlas serves, below `/api`: recorded, and open to faults, unless the control plane is off. */
export async function apiPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const faults = new FaultRunner(services)
  app.addHook('onRequest', (request, reply, done) => {
    request.trace = new Trace()
    const pending = faults.strike('edge', request, reply)
    if (pending) pending.then(() => done(), done)
    else done()
  })
  if (services.settings.control) {
    app.addHook('onSend', (request, reply, payload, done) => {
      recordAnswer(request, reply, services, payload)
      done(null, shapeBody(request, reply, payload, services.control.closing))
    })
  }
  // A handler of the scope's own makes its hooks run where none of the scopes below is meant.
  app.setNotFoundHandler(request => {
    throw unknownPath(pathOf(request))
  })
  await app.register(atlasPlugin, { prefix: '/atlas', services, faults })
  await app.register(oauthPlugin, { prefix: '/oauth', services, faults })
  await app.register(privatePlugin, { prefix: '/private' })
}
