import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'
import { shapeBodies } from './fault-body.ts'
import { FaultRunner } from './fault-runner.ts'
import { oauthPlugin } from './oauth.ts'
import { atlasPlugin } from './plugin.ts'
import { privatePlugin } from './private.ts'
import { recordRequests } from './recorder.ts'
import { traceRequests } from './trace.ts'

/** All that Atlas serves, below `/api`: recorded, and open to faults, unless the control plane is off. */
export async function apiPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const faults = new FaultRunner(services)
  traceRequests(app)
  if (services.settings.control) {
    shapeBodies(app)
    recordRequests(app, services)
    app.addHook('onRequest', (request, reply, done) => {
      const pending = faults.strike('edge', request, reply)
      if (pending) pending.then(() => done(), done)
      else done()
    })
  }
  await app.register(atlasPlugin, { prefix: '/atlas', services, faults })
  await app.register(oauthPlugin, { prefix: '/oauth', services, faults })
  await app.register(privatePlugin, { prefix: '/private' })
}
