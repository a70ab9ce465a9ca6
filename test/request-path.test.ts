import t from 'tap'
import { walkPost } from '../scripts/walk.ts'

/** Maximum files and functions of the server for one POST, including its challenge. */
const MOST = { files: 29, functions: 139 }

t.test('an authenticated POST runs through few files and functions', async t => {
  const entered = await walkPost()
  const functions = entered.reduce((sum, { functions }) => sum + functions.length, 0)
  t.ok(entered.length > 20 && entered.length <= MOST.files, `${entered.length} files`)
  t.ok(functions <= MOST.functions, `${functions} functions`)
})
