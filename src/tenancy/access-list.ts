import type { AccessListEntry } from '../../types/state.d.ts'
import { formatTime, parseTime } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import { canonicalBlock, isSingleAddress } from '../http/addresses.ts'
import type { Project } from '../store/projects.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import type { BodyValidator } from '../validation/body-validator.ts'

/** Maximum number of entries of a project (documented); a limit of the project may be lower. */
export const MAX_ENTRIES = 200

/** Name of that limit. */
export const ENTRIES_LIMIT = 'atlas.project.security.networkAccess.entries'

/** Maximum length of a comment (documented). */
const MAX_COMMENT = 80

/** Maximum of days between a request and the expiration of its entries (documented: one week). */
const MAX_DAYS = 7

const DAY = 24 * 60 * 60 * 1000

type EntryBody = Partial<
  Record<'awsSecurityGroup' | 'cidrBlock' | 'comment' | 'deleteAfterDate' | 'ipAddress', string>
>

/** @throws {AtlasError} for the first validation error, or too many entries */
export function readEntries(validator: BodyValidator, body: unknown, project: Project): AccessListEntry[] {
  if (!Array.isArray(body)) throw new AtlasError('INVALID_JSON', [], { code: 'body-not-array' })
  // First: a body can have thousands of entries.
  checkCount(body.length, project)
  return body.map(item => readEntry(validator, item))
}

/** Validates one entry. @throws {AtlasError} for the first validation error */
export function readEntry(validator: BodyValidator, body: unknown): AccessListEntry {
  const schema = bodySchema('NetworkPermissionEntry')
  const set = validator.validate(schema, body, 'create').set as EntryBody
  const { awsSecurityGroup, comment, deleteAfterDate } = set
  if (comment !== undefined && comment.length > MAX_COMMENT) {
    throw new AtlasError('INVALID_NETWORK_PERMISSION_COMMENT', [comment], {
      code: 'attribute-length',
      attribute: 'comment'
    })
  }
  if (awsSecurityGroup !== undefined && deleteAfterDate !== undefined) {
    const attribute = 'deleteAfterDate'
    throw new AtlasError('NETWORK_PERMISSION_EXPIRATION_NOT_SUPPORTED', [], {
      code: 'attribute-excluded',
      attribute
    })
  }
  return {
    cidrBlock: blockOf(set),
    // SQLite stores UTF-8, which cannot encode a lone surrogate.
    ...(comment !== undefined && { comment: comment.toWellFormed() }),
    ...(deleteAfterDate !== undefined && { deleteAfterDate: readDate(deleteAfterDate) })
  }
}

/** Returns the block of an entry, as sent. @throws {AtlasError} unless the body has exactly one valid address */
function blockOf({ awsSecurityGroup, cidrBlock, ipAddress }: EntryBody): string {
  if (awsSecurityGroup !== undefined) {
    const id = 'CANNOT_USE_AWS_SECURITY_GROUP_WITHOUT_VPC_PEERING_CONNECTION'
    throw new AtlasError(id, [], { code: 'no-peering' })
  }
  if (cidrBlock !== undefined && ipAddress !== undefined) {
    const id = 'MULTIPLE_VALUES_SPECIFIED_FOR_ONE_NETWORK_PERMISSION_ENTRY'
    throw new AtlasError(id, [], { code: 'entry-addresses' })
  }
  const sent = cidrBlock ?? ipAddress
  if (sent === undefined) {
    throw new AtlasError('INVALID_IP_ADDRESS_OR_CIDR_NOTATION', [null], { code: 'entry-addresses' })
  }
  const isBlock = cidrBlock !== undefined
  if (sent.includes('/') !== isBlock || canonicalBlock(sent) === undefined) {
    const attribute = isBlock ? 'cidrBlock' : 'ipAddress'
    throw new AtlasError('INVALID_IP_ADDRESS_OR_CIDR_NOTATION', [sent], {
      code: 'attribute-format',
      attribute
    })
  }
  if (isBlock) return sent
  // Reported: Atlas stores the address 0.0.0.0 as any address (terraform-provider-mongodbatlas #864 and #2313).
  if (sent === '0.0.0.0') return '0.0.0.0/0'
  return `${sent}/${sent.includes(':') ? 128 : 32}`
}

/** @throws {AtlasError} for a time that the schema allows and {@link parseTime} does not */
function readDate(text: string): string {
  const time = parseTime(text)
  if (Number.isNaN(time)) {
    const attribute = 'deleteAfterDate'
    throw new AtlasError('INVALID_JSON_ATTRIBUTE', [attribute], { code: 'attribute-type', attribute })
  }
  return formatTime(time)
}

export function currentEntries({ accessList = [] }: Project, now: number): AccessListEntry[] {
  return accessList.filter(({ deleteAfterDate }) => !deleteAfterDate || Date.parse(deleteAfterDate) > now)
}

/**
 * Returns the entries of a project after adding some; an entry for the same addresses is replaced.
 *
 * @throws {AtlasError} for two added entries for the same addresses, an expiration date that is not allowed, or too many
 * entries
 */
export function addEntries(
  project: Project,
  added: readonly AccessListEntry[],
  now: number
): AccessListEntry[] {
  const byKey = new Map(added.map(entry => [keyOf(entry), entry]))
  if (byKey.size < added.length) {
    throw new AtlasError('DUPLICATE_ADDRESSES_IN_INPUT', [], { code: 'entries-equal' })
  }
  for (const { deleteAfterDate } of added) checkDate(deleteAfterDate, now)
  const entries = new Map(currentEntries(project, now).map(entry => [keyOf(entry), entry]))
  for (const [key, entry] of byKey) entries.set(key, entry)
  if (added.length > 0) checkCount(entries.size, project)
  return [...entries.values()]
}

/** @throws {AtlasError} ATLAS_NETWORK_PERMISSIONS_LIMIT_EXCEEDED */
function checkCount(count: number, { limits }: Project): void {
  const limit = Math.min(limits?.[ENTRIES_LIMIT] ?? MAX_ENTRIES, MAX_ENTRIES)
  if (count <= limit) return
  throw new AtlasError('ATLAS_NETWORK_PERMISSIONS_LIMIT_EXCEEDED', [limit], {
    code: 'entries-exceeded',
    limit
  })
}

function checkDate(date: string | undefined, now: number): void {
  if (date === undefined) return
  const time = Date.parse(date)
  const reason = { code: 'expiration', attribute: 'deleteAfterDate' } as const
  if (time <= now) throw new AtlasError('EXPIRATION_DATE_IN_PAST', [], reason)
  if (time > now + MAX_DAYS * DAY) throw new AtlasError('EXPIRATION_DATE_EXCEEDS_MAX', [MAX_DAYS], reason)
}

/**
 * Returns an entry by its address or block, which need not be written as in the entry.
 *
 * @throws {AtlasError} ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND
 */
export function findEntry(project: Project, sought: string, now: number): AccessListEntry {
  const key = canonicalBlock(sought)
  const found = currentEntries(project, now).find(entry => keyOf(entry) === key)
  if (found) return found
  const parameters = [sought, project.id]
  throw new AtlasError('ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND', parameters, { code: 'entry-unknown' })
}

function keyOf({ cidrBlock }: AccessListEntry): string {
  return canonicalBlock(cidrBlock) ?? cidrBlock
}

/** Returns an entry as Atlas represents it. @param address URL of the project */
export function presentNetworkEntry(entry: AccessListEntry, groupId: string, address: string): object {
  const { cidrBlock, comment, deleteAfterDate } = entry
  const [ipAddress = '', bits = ''] = cidrBlock.split('/')
  return {
    cidrBlock,
    ...(comment !== undefined && { comment }),
    ...(deleteAfterDate !== undefined && { deleteAfterDate }),
    groupId,
    ...(isSingleAddress(cidrBlock) && { ipAddress }),
    links: [{ href: `${address}/accessList/${ipAddress}%2F${bits}`, rel: 'self' }]
  }
}
