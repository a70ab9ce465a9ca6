import { runBrowserTests } from '../run-tests.ts'

runBrowserTests()
