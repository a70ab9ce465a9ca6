const { startMock } = require('../dist/index.js')

/**
 * Returns the functions of a test runner.
 *
 * @param afterAll registers a function that runs after all tests of the file
 * @param nameOf returns the name of the running test. Takes the arguments that the runner passes to the test
 */
exports.forRunner = (afterAll, nameOf) => {
  const createInSandbox = options => {
    let starting
    const running = new Set()
    afterAll(async () => {
      // Tests that the runner has ended, for example after a timeout.
      for (const sandbox of running) printRequests(sandbox)
      await (await starting)?.close()
    })
    return work =>
      async (...args) => {
        starting ??= startMock(options)
        const mock = await starting
        const sandbox = mock.sandbox({ name: nameOf(args) })
        running.add(sandbox)
        try {
          await work({ mock, sandbox }, ...args)
        } catch (error) {
          printRequests(sandbox)
          throw error
        } finally {
          running.delete(sandbox)
          sandbox.remove()
        }
      }
  }
  return { createInSandbox, inSandbox: createInSandbox() }
}

exports.printRequests = printRequests

function printRequests({ name, requests }) {
  try {
    console.log(`${name}\n${requests.table({ limit: 50, folded: true })}`)
  } catch {
    // The test has removed its sandbox, or closed the mock. Its own error counts.
  }
}
