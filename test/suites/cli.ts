import { runTests } from '../run-tests.ts'

runTests('cli')
