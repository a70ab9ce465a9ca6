import { defineWords } from '../words/define.ts'

/** Details of a request that a sentence can contain. Empty strings: unknown. */
export interface Told {
  caller: string
  /** The caller's organization. */
  organization: string
  project: string
  /** The roles that permit the call, and the roles of the caller that count for it. */
  needed: string
  had: string
}

type Proven = Told & { proof: string }

/** Explanations of responses. `reasons` has the codes that the page explains in more detail than `schemas/reasons.json`. */
export const explainWords = defineWords({
  en: {
    space: ' ',
    comma: ', ',
    and: ' and ',
    or: ' or ',
    orElse: ' or ',
    any: 'any role',
    onProject: (roles: string, project: string) => `${roles} on the project${project && ` ${project}`}`,
    onOrganization: (roles: string) => `${roles} on its organization`,
    onTheOrganization: (roles: string) => `${roles} on the organization`,
    rolesOn: (roles: string, place: string) => `${roles} on ${place}`,
    noRole: 'no role',
    more: (count: number) => ` and ${count} more`,
    proofs: { digest: 'an API key (Digest)', bearer: "a service account's token" },
    granted: ({ caller, proof, had }: Proven) =>
      `${caller} authenticated with ${proof} and has ${had}, which permits this call. The mock carried it out.`,
    open: ({ caller, proof }: Proven) =>
      `${caller} authenticated with ${proof}. This call requires no specific role: it returns what the caller may see.`,
    tokenGiven: ({ caller }: Told) =>
      `The client ID and secret of ${caller} are correct. The mock issued a token.`,
    tokenEnded: ({ caller }: Told) =>
      `The client ID and secret of ${caller} are correct. If the token belongs to this service account, it is now revoked.`,
    noAnswer:
      'The connection closed before the response was ready: the client disconnected, or the mock was stopped. The mock may have carried out the request.',
    reason: (text: string) => `Reason: ${text}.`,
    reasons: {
      'project-foreign': ({ caller, organization, project }: Told) =>
        `${caller} belongs to the organization ${organization}. The project ${project} belongs to another organization.`,
      'organization-foreign': ({ caller, organization }: Told) =>
        `${caller} belongs to the organization ${organization} and requested another organization.`,
      'role-insufficient': ({ caller, had, needed }: Told) =>
        `${caller} has ${had}; this call requires ${needed}.`
    },
    effects: {
      error: 'A fault replaced the response with an error.',
      example: 'A fault replaced the response with the documented example of an error.',
      status: 'A fault replaced the response with a status code.',
      rateLimit: 'A fault replaced the response with a rate limit error.',
      delay: 'A fault delayed the response.',
      slow: 'A fault sent the response slowly.',
      reset: 'A fault reset the connection, so the client received no response.',
      hangUp: 'A fault closed the connection, so the client received no response.',
      truncate: "A fault truncated the response body, so the client's read failed.",
      empty: 'A fault removed the response body.'
    },
    otherEffect: 'A fault fired.',
    nothingToBreak:
      'A fault was set to break the response body. The response has no body, so the fault reset the connection and the client received no response.',
    carriedOut: {
      done: 'The mock had already carried out the request.',
      not: 'The mock did not carry out the request.',
      undone: 'The mock rolled back what the request had written.',
      read: 'The request only read data, so nothing changed.',
      unknown:
        'The fault no longer exists, so it is unknown at which stage it fired and whether the mock carried out the request.'
    }
  },
  zh: {
    space: '',
    comma: '、',
    and: '，以及 ',
    or: ' 或 ',
    orElse: '，或',
    any: '任意角色',
    onProject: (roles, project) => `项目${project && ` ${project} `}上的${spaced(roles)}`,
    onOrganization: roles => `所属组织上的${spaced(roles)}`,
    onTheOrganization: roles => `组织上的${spaced(roles)}`,
    rolesOn: (roles, place) => `${place} 上的 ${roles}`,
    noRole: '无',
    more: count => `，另有 ${count} 个`,
    proofs: { digest: 'API 密钥（Digest）', bearer: '服务帐户令牌' },
    granted: ({ caller, proof, had }) =>
      `${caller} 通过${spaced(proof)}验证了身份，并拥有 ${had}，可以执行此调用。请求已执行。`,
    open: ({ caller, proof }) =>
      `${caller} 通过${spaced(proof)}验证了身份。此调用不要求特定角色，只返回调用方有权查看的内容。`,
    tokenGiven: ({ caller }) => `${caller} 的客户端 ID 和密钥正确，模拟服务器已签发令牌。`,
    tokenEnded: ({ caller }) => `${caller} 的客户端 ID 和密钥正确。如果该令牌属于此服务帐户，则已被撤销。`,
    noAnswer: '响应就绪之前连接已关闭：客户端断开了连接，或模拟服务器已停止。请求可能已经执行。',
    reason: text => `原因：${text}。`,
    reasons: {
      'project-foreign': ({ caller, organization, project }) =>
        `${caller} 属于组织 ${organization}，而项目 ${project} 属于另一个组织。`,
      'organization-foreign': ({ caller, organization }) =>
        `${caller} 属于组织 ${organization}，但请求的是另一个组织。`,
      'role-insufficient': ({ caller, had, needed }) =>
        `${caller} 拥有的角色：${had}；此调用需要：${needed}。`
    },
    effects: {
      error: '故障将响应替换为错误。',
      example: '故障将响应替换为文档中的示例错误。',
      status: '故障将响应替换为指定的状态码。',
      rateLimit: '故障将响应替换为请求过多的错误。',
      delay: '故障延迟了响应。',
      slow: '故障降低了响应的发送速度。',
      reset: '故障重置了连接，因此客户端没有收到响应。',
      hangUp: '故障关闭了连接，因此客户端没有收到响应。',
      truncate: '故障截断了响应正文，因此客户端读取失败。',
      empty: '故障移除了响应正文。'
    },
    otherEffect: '已触发一个故障。',
    nothingToBreak: '故障设置为破坏响应正文，但该响应没有正文，因此故障重置了连接，客户端没有收到响应。',
    carriedOut: {
      done: '此前请求已执行。',
      not: '请求没有执行。',
      undone: '请求写入的内容已回滚。',
      read: '请求只读取数据，没有任何更改。',
      unknown: '故障已不存在，无法得知它在哪个阶段触发，也无法得知请求是否已执行。'
    }
  }
})

/** Prepends a space to Latin text that follows Chinese text. */
function spaced(text: string): string {
  return /^\w/.test(text) ? ` ${text}` : text
}
