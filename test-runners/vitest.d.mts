import type { TestAPI } from 'vitest'
import type { Mock, MockOptions, SandboxHandle } from '../dist/index.js'

/** What a test works with. */
export interface TestMock {
  /** Settings of the mock of this test file. With Vitest 4.1 or later: `test.override({ mockOptions: { … } })`. */
  mockOptions: MockOptions
  /** The mock of the test file, in this process. */
  mock: Mock
  /** An organization for this test; removed afterwards. A failed test prints its requests. */
  sandbox: SandboxHandle
}

/** Vitest's `test` with a sandbox for each test. */
export declare const test: TestAPI<TestMock>
