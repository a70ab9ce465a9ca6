import { runTests } from '../run-tests.ts'

runTests('programs')
