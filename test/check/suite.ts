import { runFolder } from '../run-tests.ts'

runFolder('check')
