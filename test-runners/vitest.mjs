import { test as base } from 'vitest'
import { startMock } from '../dist/index.js'
import { printRequests } from './in-sandbox.cjs'

export const test = base.extend({
  mockOptions: [{}, { scope: 'file' }],
  mock: [
    async ({ mockOptions }, use) => {
      const mock = await startMock(mockOptions)
      await use(mock)
      await mock.close()
    },
    { scope: 'file' }
  ],
  sandbox: async ({ mock, task }, use) => {
    // Before Vitest 4, a task has no full name.
    const sandbox = mock.sandbox({ name: task.fullName ?? task.name })
    await use(sandbox)
    if (task.result?.state === 'fail') printRequests(sandbox)
    sandbox.remove()
  }
})
