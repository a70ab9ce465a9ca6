import { reachControl } from '../api/control.ts'
import { useSession } from '../data/session.ts'

/** Saves the journal as an HTTP archive. @throws {ControlFailure} */
export async function downloadHar(): Promise<void> {
  // A link would not send the token.
  const response = await reachControl('GET /requests.har', { token: useSession.getState().token })
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = 'atlas-mock.har'
  link.click()
  URL.revokeObjectURL(url)
}
