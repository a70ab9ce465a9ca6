import { useQuery } from '@tanstack/react-query'
import type { Exchange } from '../api/exchange.ts'
import { credentialsKey, type Identity } from '../api/identity.ts'
import { jsonOf } from '../api/json.ts'
import { sendRaw } from './atlas.ts'
import { queryClient } from './control.ts'
import { useIdentity, useProjectId } from './identity.ts'
import { forgetNew } from './new.ts'

/** An alert configuration as Atlas returns it. */
export interface AlertConfig {
  id: string
  eventTypeName: string
  enabled: boolean
  notifications: readonly { notifierId: string; typeName: string; integrationId?: string }[]
}

/** Returns the alert configurations of the selected project, and functions that change one. */
export function useAlertConfigs() {
  const identity = useIdentity()
  const groupId = useProjectId()
  const target = `/api/atlas/v2/groups/${groupId}/alertConfigs`
  const isEnabled = identity !== undefined && groupId !== undefined
  const { data: exchange } = useQuery({
    queryKey: ['alertConfigs', groupId, identity && credentialsKey(identity)],
    queryFn: async () => {
      if (!identity) throw new Error('no identity')
      return (await sendRaw(identity, { method: 'GET', target, isBackground: true })).at(-1) as Exchange
    },
    enabled: isEnabled
  })
  const change = async (
    method: string,
    id: string,
    caller: Identity | undefined = identity,
    body?: object
  ): Promise<Exchange | undefined> => {
    if (!caller) return undefined
    forgetNew()
    const text = body && JSON.stringify(body)
    const exchanges = await sendRaw(caller, { method, target: `${target}/${id}`, body: text })
    await queryClient.invalidateQueries({ queryKey: ['alertConfigs', groupId] })
    return exchanges.at(-1)
  }
  return {
    /** The call that returned the list; undefined: it is pending. */
    exchange,
    /** Undefined: unknown. */
    configs: configsOf(exchange),
    /** @param caller default: the selected identity */
    toggle: ({ id, enabled }: AlertConfig, caller?: Identity) =>
      change('PATCH', id, caller, { enabled: !enabled }),
    remove: ({ id }: AlertConfig, caller?: Identity) => change('DELETE', id, caller)
  }
}

function configsOf(exchange: Exchange | undefined): readonly AlertConfig[] | undefined {
  if (exchange?.response?.status !== 200) return undefined
  const { results } = Object(jsonOf(exchange.response.body)) as { results?: readonly AlertConfig[] }
  return Array.isArray(results) ? results : undefined
}
