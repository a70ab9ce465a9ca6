import type { Mock, MockOptions, SandboxHandle } from '../dist/index.js'

/** What a test works with. */
export interface TestMock {
  /** The mock of the test file, in this process. */
  mock: Mock
  /** An organization for this test; removed afterwards. */
  sandbox: SandboxHandle
}

/**
 * Returns a function for `test`. It passes the mock and a new sandbox to `work`, followed by what the test runner passes.
 * If a test throws or does not end, prints the requests of its sandbox. Import it at the top of the test file.
 */
export type InSandbox = <Args extends unknown[]>(
  work: (context: TestMock, ...args: Args) => unknown
) => (...args: Args) => Promise<void>

/** {@link InSandbox} with a mock that has the default settings. */
export declare const inSandbox: InSandbox

/** Returns {@link InSandbox} with a mock that has other settings. Call it once, outside the tests. */
export declare function createInSandbox(options?: MockOptions): InSandbox
