const { basename } = require('node:path')
const { startMock } = require('atlas-integrations-mock')

let mock
beforeAll(async () => {
  mock = await startMock()
})
afterAll(() => mock.close())

/**
 * Returns a function for Jest's `test` and `test.each`. It passes the mock and a new sandbox to `work`, and then removes
 * the sandbox. A failed test prints the requests of its sandbox.
 */
exports.inSandbox =
  work =>
  async (...row) => {
    const { testPath, currentTestName } = expect.getState()
    const sandbox = mock.sandbox({ name: `${basename(testPath)} > ${currentTestName}` })
    try {
      await work({ mock, sandbox }, ...row)
    } catch (error) {
      console.log(sandbox.requests.table({ limit: 50 }))
      throw error
    } finally {
      sandbox.remove()
    }
  }
