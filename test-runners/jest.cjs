const { afterAll, expect } = require('@jest/globals')
const { basename } = require('node:path')
const forRunner = require('./in-sandbox.cjs')

/** With the fake timers of a test, the mock would not close. Jest passes `jest` to each CommonJS module. */
const afterTests = work =>
  afterAll(() => {
    jest.useRealTimers()
    return work()
  })

const { createInSandbox, inSandbox } = forRunner(afterTests, () => {
  const { testPath, currentTestName } = expect.getState()
  return `${basename(testPath)} > ${currentTestName}`
})

exports.createInSandbox = createInSandbox
exports.inSandbox = inSandbox
