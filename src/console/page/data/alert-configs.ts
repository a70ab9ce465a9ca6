import { useQuery } from '@tanstack/react-query'
import { type Exchange, isOutage, resultsOf } from '../api/exchange.ts'
import { credentialsKey, type Identity } from '../api/identity.ts'
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

/** A call that lists alert configurations. */
interface ListCall {
  last: Exchange
  /** The last list, if an outage made this call fail. */
  kept?: readonly AlertConfig[] | undefined
}

/** Returns the alert configurations of the selected project, and functions that change one. */
export function useAlertConfigs() {
  const identity = useIdentity()
  const groupId = useProjectId()
  const target = `/api/atlas/v2/groups/${groupId}/alertConfigs`
  const isEnabled = identity !== undefined && groupId !== undefined
  const { data: call } = useQuery({
    queryKey: ['alertConfigs', groupId, identity && credentialsKey(identity)],
    queryFn: async ({ queryKey }): Promise<ListCall> => {
      if (!identity) throw new Error('no identity')
      const exchanges = await sendRaw(identity, { method: 'GET', target, isBackground: true })
      const last = exchanges.at(-1) as Exchange
      return isOutage(last) ? { last, kept: configsOf(queryClient.getQueryData(queryKey)) } : { last }
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
    exchange: call?.last,
    /** The last known ones; undefined: unknown. */
    configs: configsOf(call),
    /** The failed call, if the configurations are those of an earlier one. */
    outage: call?.kept && call.last,
    /** @param caller default: the selected identity */
    toggle: ({ id, enabled }: AlertConfig, caller?: Identity) =>
      change('PATCH', id, caller, { enabled: !enabled }),
    remove: ({ id }: AlertConfig, caller?: Identity) => change('DELETE', id, caller)
  }
}

function configsOf(call: ListCall | undefined): readonly AlertConfig[] | undefined {
  return call && (resultsOf<AlertConfig>(call.last) ?? call.kept)
}
