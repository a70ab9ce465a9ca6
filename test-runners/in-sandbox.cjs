const { startMock } = require('../dist/index.js')

/**
 * Returns the functions of a test runner.
 *
 * @param afterAll registers a function that runs after all tests of the file
 * @param nameOf returns the name of the running test. Takes the arguments that the runner passes to the test
 */
module.exports = (afterAll, nameOf) => {
  const createInSandbox = options => {
    let starting
    afterAll(async () => (await starting)?.close())
    return work =>
      async (...args) => {
        starting ??= startMock(options)
        const mock = await starting
        const sandbox = mock.sandbox({ name: nameOf(args).slice(-256) })
        try {
          await work({ mock, sandbox }, ...args)
        } catch (error) {
          console.log(sandbox.requests.table({ limit: 50, folded: true }))
          throw error
        } finally {
          sandbox.remove()
        }
      }
  }
  return { createInSandbox, inSandbox: createInSandbox() }
}
