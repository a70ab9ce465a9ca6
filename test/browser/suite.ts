import { runFolder } from '../run-tests.ts'

runFolder('browser')
