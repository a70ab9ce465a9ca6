const { after } = require('node:test')
const { forRunner } = require('./in-sandbox.cjs')

const { createInSandbox, inSandbox } = forRunner(after, ([t]) => t.fullName)

exports.createInSandbox = createInSandbox
exports.inSandbox = inSandbox
