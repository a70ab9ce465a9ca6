import { DEMO } from '../app.ts'
import { type List, PAGE, type Reads } from './operator.ts'
import { type Fields, INTEGRATIONS, SETTINGS } from './terraform-module.ts'

/** The third-party integrations by type: those of the Terraform provider, and two more. */
export const TYPES: typeof INTEGRATIONS = {
  ...INTEGRATIONS,
  NEW_RELIC: {
    plain: {
      accountId: '1'.repeat(40),
      licenseKey: '2'.repeat(40),
      readToken: '3'.repeat(32),
      writeToken: '4'.repeat(32)
    },
    sent: {},
    shown: {}
  },
  SLACK: {
    plain: { channelName: 'alerts', teamName: 'databases' },
    sent: { apiToken: `xoxb-${'5'.repeat(30)}` },
    shown: { apiToken: `${'*'.repeat(31)}5555` }
  }
}

/** Fields that the operator always sends. */
const ALWAYS: Readonly<Record<string, Fields>> = {
  DATADOG: {
    sendCollectionLatencyMetrics: false,
    sendDatabaseMetrics: false,
    sendQueryStatsMetrics: false,
    sendUserProvidedResourceTags: false
  }
}

/** Returns what the operator sends for an integration, without id and type. */
export function settingsOf(type: string): Fields {
  return { ...TYPES[type]?.plain, ...TYPES[type]?.sent, ...ALWAYS[type] }
}

/** Returns an integration as responses show it. */
export function shownAs(type: string, id: string | undefined): Fields {
  return { ...TYPES[type]?.plain, ...TYPES[type]?.shown, id, type }
}

/** Returns the first page of a list. @param place below `/groups/` */
export function pageOf(place: string, results: Fields[]) {
  const href = `http://localhost:80/api/atlas/v2/groups/${place}?includeCount=true&pageNum=1&itemsPerPage=100`
  return { links: [{ href, rel: 'self' }], results, totalCount: results.length }
}

/** Returns the list that writing the only integration of the project `demo` returns. */
export function writtenAs(type: string, { results }: List): object {
  return pageOf(`${DEMO}/integrations/${type}`, [shownAs(type, results[0]?.id)])
}

/** Returns what the operator reads of a project without an access list. */
export function readsOf(groupId: string, integrations: Fields[] = []): Reads {
  return {
    [`accessList?${PAGE}`]: pageOf(`${groupId}/accessList`, []),
    [`integrations?${PAGE}`]: pageOf(`${groupId}/integrations`, integrations),
    settings: SETTINGS,
    [`teams?${PAGE}`]: pageOf(`${groupId}/teams`, [])
  }
}
