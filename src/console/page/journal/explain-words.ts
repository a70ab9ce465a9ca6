import { defineWords } from '../words/define.ts'

/** What a sentence may say of a request. Texts are empty where there is nothing to say. */
export interface Told {
  caller: string
  /** Caller's organization. */
  organization: string
  project: string
  /** The roles that would do, and those that the caller has where they count, in words. */
  needed: string
  had: string
}

type Proven = Told & { proof: string }

/** What explains a response. `reasons` has the codes of which the page says more than `schemas/reasons.json`. */
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
      `${caller} was proven by ${proof} and has ${had}, which suffices for this call. It was carried out.`,
    open: ({ caller, proof }: Proven) =>
      `${caller} was proven by ${proof}. This call asks for no particular role: it shows what its caller may see.`,
    tokenGiven: ({ caller }: Told) => `Client id and secret of ${caller} are right, so it got a token.`,
    tokenEnded: ({ caller }: Told) =>
      `Client id and secret of ${caller} are right. If the token was its own, it has ended.`,
    noAnswer:
      'The connection ended before the answer was ready: the client hung up, or the mock was stopped. What had been begun may have been carried out.',
    reason: (text: string) => `Reason: ${text}.`,
    reasons: {
      'project-foreign': ({ caller, organization, project }: Told) =>
        `${caller} belongs to the organization ${organization}, and the project ${project} to another one.`,
      'organization-foreign': ({ caller, organization }: Told) =>
        `${caller} belongs to the organization ${organization}, and asked about another one.`,
      'role-insufficient': ({ caller, had, needed }: Told) =>
        `${caller} has ${had}; this call needs ${needed}.`
    },
    effects: {
      error: 'A fault answered with an error in place of the mock.',
      example: 'A fault answered with the documented example of an error.',
      status: 'A fault answered with a status in place of the mock.',
      rateLimit: 'A fault answered as if there had been too many requests.',
      delay: 'A fault delayed the answer.',
      slow: 'A fault sent the answer slowly.',
      reset: 'A fault reset the connection, so the client got no answer.',
      hangUp: 'A fault closed the connection, so the client got no answer.',
      truncate: "A fault cut the answer in the middle of its body, so the client's read failed.",
      empty: 'A fault left out the body of the answer.'
    },
    otherEffect: 'A fault fired.',
    nothingToBreak:
      'A fault was to break the body of the answer; there is none, so the connection was reset and the client got no answer.',
    carriedOut: {
      done: 'What was asked for had been done before.',
      not: 'What was asked for was not done.',
      undone: 'What the request had written was taken back.',
      read: 'It only read, so nothing changed.',
      unknown:
        'Whether what was asked for was done depends on the stage of the fault, which is no longer there to tell.'
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
      `${caller} 通过${spaced(proof)}验证了身份，并拥有 ${had}，足以执行此调用。请求已执行。`,
    open: ({ caller, proof }) =>
      `${caller} 通过${spaced(proof)}验证了身份。此调用不要求特定角色，只返回调用方有权查看的内容。`,
    tokenGiven: ({ caller }) => `${caller} 的客户端 ID 和密钥正确，因此获得了令牌。`,
    tokenEnded: ({ caller }) => `${caller} 的客户端 ID 和密钥正确。如果该令牌属于它，则已失效。`,
    noAnswer: '连接在响应就绪之前已结束：客户端断开了连接，或模拟服务器已停止。已开始的操作可能已经执行。',
    reason: text => `原因：${text}。`,
    reasons: {
      'project-foreign': ({ caller, organization, project }) =>
        `${caller} 属于组织 ${organization}，而项目 ${project} 属于另一个组织。`,
      'organization-foreign': ({ caller, organization }) =>
        `${caller} 属于组织 ${organization}，却请求了另一个组织。`,
      'role-insufficient': ({ caller, had, needed }) =>
        `${caller} 拥有的角色：${had}；此调用需要：${needed}。`
    },
    effects: {
      error: '故障代替模拟服务器返回了错误。',
      example: '故障返回了文档中的示例错误。',
      status: '故障代替模拟服务器返回了状态码。',
      rateLimit: '故障使模拟服务器按请求过多作出响应。',
      delay: '故障延迟了响应。',
      slow: '故障使响应缓慢发送。',
      reset: '故障重置了连接，因此客户端没有收到响应。',
      hangUp: '故障关闭了连接，因此客户端没有收到响应。',
      truncate: '故障在正文中途截断了响应，因此客户端读取失败。',
      empty: '故障去掉了响应的正文。'
    },
    otherEffect: '已触发一个故障。',
    nothingToBreak: '故障本应破坏响应正文，但该响应没有正文，因此连接被重置，客户端没有收到响应。',
    carriedOut: {
      done: '在此之前，请求的操作已执行完毕。',
      not: '请求的操作没有执行。',
      undone: '请求写入的内容已被撤销。',
      read: '该请求只读取数据，因此没有任何更改。',
      unknown: '请求的操作是否执行取决于故障的阶段，而该故障已不存在，无从得知。'
    }
  }
})

/** A space where Chinese and Latin letters meet. */
function spaced(text: string): string {
  return /^\w/.test(text) ? ` ${text}` : text
}
