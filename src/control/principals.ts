import type { PrincipalPatch, Principal as PrincipalShown } from '../../types/wire.d.ts'
import { presentRole } from '../auth/roles.ts'
import { ha1Of, sha256 } from '../auth/secrets.ts'
import type { Sources } from '../sources.ts'
import type { RoleState } from '../state/document.ts'
import { checkAccessList, readRoles } from '../state/import.ts'
import type { SeededPrincipal } from '../state/seeded.ts'
import type { Principal } from '../store/principals.ts'
import type { Store } from '../store/store.ts'
import { CredentialMaker } from './credentials.ts'
import { Problem } from './problem.ts'

/** Describes and changes API keys and service accounts. */
export class Principals {
  readonly #store: Store
  readonly #credentials: CredentialMaker

  constructor(store: Store, sources: Sources) {
    this.#store = store
    this.#credentials = new CredentialMaker(sources)
  }

  /**
   * @param sandbox only if it is this one's
   * @throws {Problem} 404
   * @throws {StateFault} for a role or an address that is none
   */
  patch(id: string, patch: PrincipalPatch, sandbox?: string): PrincipalShown {
    const { principals, credentials } = this.#store
    const { roles, accessList, tokenLifetime } = patch
    // Another process may replace the state: who is changed is found in the transaction that changes it.
    return this.#store.transaction(() => {
      const principal = this.#find(id, sandbox)
      if (tokenLifetime !== undefined && principal.kind === 'apiKey') {
        throw new Problem(400, 'the body is wrong', [
          { path: '/tokenLifetime', detail: 'an API key has no tokens' }
        ])
      }
      const secret = patch.secret === true ? this.#newSecret(principal) : patch.secret
      if (roles) principals.setRoles(id, this.#readRoles(roles, principal))
      if (accessList) {
        checkAccessList('/accessList', accessList)
        principals.setAccessList(id, accessList)
      }
      if (secret !== undefined) this.#setSecret(principal, secret)
      if (tokenLifetime !== undefined) credentials.setTokenLifetime(id, tokenLifetime ?? undefined)
      return { ...this.#view(this.#find(id)), ...(secret !== undefined && { secret }) }
    })
  }

  /** @throws {Problem} 404 */
  describe(id: string, sandbox?: string): PrincipalShown {
    return this.#view(this.#find(id, sandbox))
  }

  /**
   * All of them: first the seed's in the seed's order, then the others in that of their creation.
   *
   * @param seeded their secrets are shown where they are in force
   */
  list(seeded: readonly SeededPrincipal[], sandbox?: string): PrincipalShown[] {
    const { organizations, principals } = this.#store
    const orgIds = sandbox === undefined ? organizations.list().map(({ id }) => id) : [sandbox]
    const all = orgIds.flatMap(id => principals.listByOrganization(id))
    const byId = new Map(all.map(principal => [principal.id, principal]))
    const first = seeded.flatMap(({ id }) => byId.get(id) ?? [])
    const secrets = new Map(seeded.filter(({ isInForce }) => isInForce).map(({ id, secret }) => [id, secret]))
    return [...new Set([...first, ...all])].map(principal => {
      const secret = secrets.get(principal.id)
      return { ...this.#view(principal), ...(secret !== undefined && { secret }) }
    })
  }

  #find(id: string, sandbox?: string): Principal {
    const principal = this.#store.principals.find(id)
    if (principal && (sandbox === undefined || principal.orgId === sandbox)) return principal
    throw new Problem(404, `there is no API key or service account ${id}`)
  }

  #view({ id, kind, orgId, roles, accessList }: Principal): PrincipalShown {
    const lifetime = this.#store.credentials.tokenLifetime(id)
    return {
      id,
      kind,
      organization: orgId,
      roles: roles.map(presentRole),
      accessList: [...accessList],
      ...(lifetime !== undefined && { tokenLifetime: lifetime })
    }
  }

  #readRoles(roles: readonly RoleState[], { orgId }: Principal) {
    const projects = this.#store.projects.listByOrganization(orgId)
    return readRoles('/roles', roles, orgId, new Set(projects.map(project => project.id)))
  }

  #newSecret({ kind }: Principal): string {
    return kind === 'apiKey' ? this.#credentials.privateKey() : this.#credentials.clientSecret()
  }

  #setSecret({ id, kind }: Principal, secret: string): void {
    if (kind === 'apiKey') this.#store.credentials.setHa1(id, ha1Of(id, secret))
    else this.#store.credentials.setSecretHash(id, sha256(secret))
  }
}
