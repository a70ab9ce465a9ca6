import { test } from 'vitest'

/** Returns Vitest's `test` with a sandbox for each test. A failed test prints the requests of its sandbox. */
export function extendTest(mock) {
  return test.extend({
    sandbox: async ({ task }, use) => {
      const sandbox = mock.sandbox({ name: task.fullName })
      await use(sandbox)
      if (task.result?.state === 'fail') console.log(sandbox.requests.table({ limit: 50 }))
      sandbox.remove()
    }
  })
}
