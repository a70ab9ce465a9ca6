import { reachControl } from '../control/client.ts'
import { useSession } from '../state/session.ts'

/** Lets the browser save the journal as an HTTP archive. @throws {ControlFailure} */
export async function downloadHar(): Promise<void> {
  // Not a plain link: a browser sends no token with that.
  const answer = await reachControl('GET /requests.har', { token: useSession.getState().token })
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = 'atlas-mock.har'
  link.click()
  URL.revokeObjectURL(url)
}
