const globals = require('@jest/globals')
const { basename } = require('node:path')
const { forRunner } = require('./in-sandbox.cjs')

const { afterAll, expect } = globals

/** With the fake timers of a test, the mock would not close. */
const afterTests = work =>
  afterAll(() => {
    globals.jest.useRealTimers()
    return work()
  })

const { createInSandbox, inSandbox } = forRunner(afterTests, () => {
  const { testPath, currentTestName } = expect.getState()
  return `${basename(testPath)} > ${currentTestName}`
})

exports.createInSandbox = createInSandbox
exports.inSandbox = inSandbox
