// Loaded into the server's process before the server: tells its memory and handles when it is asked.
import { setImmediate as nextTurn } from 'node:timers/promises'

process.on('message', async () => {
  // What waits for a turn of the loop must not count as kept.
  for (let turn = 0; turn < 3; turn++) {
    await nextTurn()
    globalThis.gc?.()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ heap: heapUsed + external, rss, resources: process.getActiveResourcesInfo() })
})
process.channel?.unref()
