// Loaded into the server's process before the server; reports memory and handles on request.
import { setImmediate as nextTurn } from 'node:timers/promises'

process.on('message', async () => {
  // Objects that only the current turn of the event loop references must not count.
  for (let turn = 0; turn < 3; turn++) {
    await nextTurn()
    globalThis.gc?.()
  }
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ heap: heapUsed + external, resources: process.getActiveResourcesInfo() })
})
process.channel?.unref()
