import { argv, exit, stderr } from 'node:process'
import { runRoom } from './run-tests.ts'

/** Runs the tests in the folder of a room: `npm run test:room -- journal`. */
const [, , room] = argv
if (room === undefined || !runRoom(room)) {
  stderr.write('usage: npm run test:room -- ROOM, a folder of src and test\n')
  exit(2)
}
