import type { RecordedRequest } from '../../../../types/wire.d.ts'

/** Shortens a URL: omits the common prefix and the middle of IDs. */
export function shortenUrl(url: string): string {
  return shortenIds(url.replace('/api/atlas/v2', ''))
}

/** Returns the path of a request without the project, which the page names elsewhere. */
export function pathOf({ request: { url }, project }: RecordedRequest): string {
  return shortenUrl(project === null ? url : url.replace(`/groups/${project}`, ''))
}

/** Replaces the middle of IDs of 24 hexadecimal digits: their start and end may both be all that differs. */
export function shortenIds(text: string): string {
  return text.replace(/(?<![0-9a-z])([0-9a-f]{4})[0-9a-f]{16}([0-9a-f]{4})(?![0-9a-z])/g, '$1…$2')
}
