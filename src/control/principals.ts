import type { PrincipalPatch, Principal as PrincipalView } from '../../types/wire.d.ts'
import { ha1Of, sha256 } from '../auth/digest.ts'
import { presentRole } from '../auth/roles.ts'
import type { Sources } from '../base/sources.ts'
import { checkAccessList, readRoles } from '../state/import.ts'
import type { SeededPrincipal } from '../state/seeded.ts'
import type { Principal } from '../store/principals.ts'
import type { Store } from '../store/store.ts'
import { newClientSecret, newPrivateKey } from './new-secrets.ts'
import { ControlProblem, invalidBody } from './problem.ts'

export class Principals {
  readonly #store: Store
  readonly #sources: Sources

  constructor(store: Store, sources: Sources) {
    this.#store = store
    this.#sources = sources
  }

  /**
   * @param sandbox that must own the principal
   * @throws {ControlProblem} 400 or 404
   * @throws {StateError} for an invalid role or address
   */
  patch(id: string, patch: PrincipalPatch, sandbox?: string): PrincipalView {
    const { principals, credentials, projects } = this.#store
    const { roles, accessList, tokenLifetime } = patch
    return this.#store.transaction(() => {
      const { kind, orgId } = this.#find(id, sandbox)
      const isKey = kind === 'apiKey'
      if (tokenLifetime !== undefined && isKey) {
        throw invalidBody('/tokenLifetime', 'is not allowed for an API key')
      }
      if (roles) {
        const projectIds = new Set(projects.namesByOrganization(orgId).map(project => project.id))
        principals.setRoles(id, readRoles('/roles', roles, orgId, projectIds))
      }
      if (accessList) {
        checkAccessList('/accessList', accessList)
        principals.setAccessList(id, accessList)
      }
      const newSecret = isKey ? newPrivateKey : newClientSecret
      const secret = patch.secret === true ? newSecret(this.#sources) : patch.secret
      if (secret !== undefined && isKey) credentials.setHa1(id, ha1Of(id, secret))
      else if (secret !== undefined) credentials.setSecretHash(id, sha256(secret))
      if (tokenLifetime !== undefined) credentials.setTokenLifetime(id, tokenLifetime ?? undefined)
      return { ...this.describe(id), ...(secret !== undefined && { secret }) }
    })
  }

  /** @throws {ControlProblem} 404 */
  describe(id: string, sandbox?: string): PrincipalView {
    return this.#view(this.#find(id, sandbox))
  }

  /**
   * Returns all principals: seeded ones in seed order, then the others in creation order.
   *
   * @param seeded principals whose valid secrets are included
   */
  list(seeded: readonly SeededPrincipal[], sandbox?: string): PrincipalView[] {
    const { organizations, principals } = this.#store
    const orgIds = sandbox === undefined ? organizations.list().map(({ id }) => id) : [sandbox]
    const secrets = new Map(seeded.filter(({ isValid }) => isValid).map(({ id, secret }) => [id, secret]))
    const all = orgIds.flatMap(orgId => principals.listByOrganization(orgId))
    const views = all.map(principal => {
      const secret = secrets.get(principal.id)
      return { ...this.#view(principal), ...(secret !== undefined && { secret }) }
    })
    const byId = new Map(views.map(view => [view.id, view]))
    return [...new Set([...seeded.flatMap(({ id }) => byId.get(id) ?? []), ...views])]
  }

  #find(id: string, sandbox?: string): Principal {
    const principal = this.#store.principals.find(id)
    if (principal && (sandbox === undefined || principal.orgId === sandbox)) return principal
    throw new ControlProblem(404, `unknown API key or service account '${id}'`)
  }

  #view({ id, kind, orgId, roles, accessList }: Principal): PrincipalView {
    const lifetime = this.#store.credentials.tokenLifetime(id)
    return {
      id,
      kind,
      organization: orgId,
      roles: roles.map(presentRole),
      accessList: [...accessList],
      ...(lifetime !== null && { tokenLifetime: lifetime })
    }
  }
}
