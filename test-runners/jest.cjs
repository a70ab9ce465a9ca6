const { afterAll, expect } = require('@jest/globals')
const { basename } = require('node:path')
const forRunner = require('./in-sandbox.cjs')

const { createInSandbox, inSandbox } = forRunner(afterAll, () => {
  const { testPath, currentTestName } = expect.getState()
  return `${basename(testPath)} > ${currentTestName}`
})

exports.createInSandbox = createInSandbox
exports.inSandbox = inSandbox
