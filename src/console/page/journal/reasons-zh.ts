import type { reasonsEn } from './reasons-en.ts'
import type { Told } from './told.ts'

const field = (text: string) => (told: Told) => `字段 ${told.attribute} ${text}`
const digest = (text: string) => () => `身份未通过验证：${text}`
const bearer = (text: string) => () => `Bearer 令牌被拒绝：${text}`

/** The same in Chinese. */
export const reasonsZh: typeof reasonsEn = {
  'no credentials': () =>
    '请求没有携带凭据，因此收到了质询。使用 Digest 的客户端随后会带上对质询的应答再次发送请求。',
  'unknown authentication scheme': digest('Authorization 请求头既不是 Digest 也不是 Bearer。'),
  'malformed Digest header': digest('Digest 请求头无法解析。'),
  'Digest field given twice': digest('Digest 请求头中有字段重复出现。'),
  'Digest algorithm not offered': digest('Digest 请求头使用的算法不是 MD5。'),
  'Digest qop not offered': digest('Digest 请求头的 qop 不是 auth。'),
  'Digest nc malformed': digest('Digest 请求头中的计数 nc 不是八位十六进制数。'),
  'foreign realm': digest('Digest 请求头对应的是另一个 realm。'),
  'uri unlike the request target': digest(
    'Digest 请求头是为另一个地址计算的，与实际调用的地址不同。改写路径的代理会造成这种情况。'
  ),
  'unknown API key': digest('没有使用此公钥的 API 密钥。'),
  'wrong response': digest('对质询的应答不正确，私钥很可能有误。'),
  'nonce not issued here': digest('nonce 不是由此模拟服务器签发的，或签发于其启动之前。'),
  'nonce expired': digest('nonce 已过期。响应中带有新的 nonce（stale=true），客户端会自动继续。'),
  replay: digest('该 Digest 请求头此前已使用过，或其计数 nc 落后太多。'),
  'token invalid': bearer('并非由此模拟服务器签发，或已被更改。'),
  'token expired': bearer('已过期，请重新获取。'),
  'token revoked': bearer('已被撤销，请重新获取。'),
  'the service account is gone': bearer('对应的服务帐户已不存在。'),
  'Invalid credentials provided.': () => '未签发令牌：客户端 ID 与密钥不匹配，或没有以 Basic 方式发送。',
  'grant_type must be client_credentials.': () => '未签发令牌：grant_type 必须为 client_credentials。',
  'grant_type must be given once, in a form body.': () =>
    '未签发令牌：正文必须是表单，且只包含一个 grant_type。',
  'token must be given once, in a form body.': () => '未撤销令牌：正文必须是表单，且只包含一个 token。',
  "address not on the caller's access list": ({ caller, address }) =>
    `${caller} 只能从其访问列表中的地址发起调用，而 ${address} 不在其中。`,
  'Accept names no version of this resource': ({ accept }) =>
    `Accept 请求头（${accept || '缺失'}）没有指明此资源的版本。应为 application/vnd.atlas.2023-01-01+json。`,
  'groupId is no project id': ({ project }) =>
    `路径中的项目为 ${project}，不是有效的 ID（应为 24 位十六进制数）。`,
  'unknown project': ({ project }) => `没有 ID 为 ${project} 的项目。`,
  'orgId is no organization id': () => '指定的组织不是有效的 ID（应为 24 位十六进制数）。',
  'unknown organization': () => '没有此 ID 的组织。',
  'unknown project name': () => '调用方看不到使用此名称的项目。',
  'rate limit': ({ retryAfter }) => `一分钟内的请求数超过了 Atlas 的限制。${retryAfter} 秒后可以继续。`,
  "another organization's project": ({ caller, organization, project }) =>
    `${caller} 属于组织 ${organization}，而项目 ${project} 属于另一个组织。`,
  'another organization': ({ caller, organization }) =>
    `${caller} 属于组织 ${organization}，却请求了另一个组织。`,
  'role too weak': ({ caller, had, needed }) => `${caller} 拥有的角色：${had}；此调用需要：${needed}。`,
  'unknown integration type': ({ type }) => `Atlas 没有集成类型 ${type}。`,
  'integration type refused by Atlas': ({ type }) => `Atlas 仅在 Ops Manager 项目中支持 ${type} 类型的集成。`,
  'query parameter': ({ attribute }) => `查询参数 ${attribute} 的值不被接受。`,
  'Content-Type is not JSON in UTF-8': ({ contentType }) =>
    `正文必须是 UTF-8 编码的 JSON，而 Content-Type 请求头为 ${contentType || '空'}。`,
  'Request body is too large': () => '正文过大：上限为 1 MiB，令牌请求为 16 KiB。',
  'Request body size did not match Content-Length': () => '正文长度与 Content-Length 不符。',
  'the body is no JSON in UTF-8': () => '正文无法解析为 UTF-8 编码的 JSON。',
  'the body is no JSON object': () => '正文是 JSON，但不是对象。',
  'unknown attribute': field('在此处不被 Atlas 识别。'),
  'attribute of answers only': field('只出现在响应中，不能发送。'),
  'wrong JSON type': field('的 JSON 类型不正确。'),
  'incomplete attribute': field('缺少必需的部分。'),
  'type unlike the path': field('指定的类型与路径中的不一致。'),
  'missing attribute': field('为必填项，但没有发送。'),
  'not sent with the update': field('在此类型的每次更新中都必须发送，尽管其他字段可以省略。'),
  'not in the enumeration': field('只接受特定的值，而当前值不在其中。'),
  'vendor format': field('的格式不符合要求。'),
  minLength: field('太短。'),
  maxLength: field('太长。'),
  'already configured': ({ type, project }) =>
    `${project} 已有 ${type} 类型的集成。请用 PUT 修改，或先将其删除。`,
  'not configured': ({ type, project }) => `${project} 没有 ${type} 类型的集成。`,
  'project name taken': () => '该组织已有同名项目。',
  'unknown path': ({ path }) => `模拟服务器没有路径 ${path}。`,
  'path cannot be decoded': () => '路径中有百分号，但后面不是编码字符。',
  'method not known on this path': ({ method, allow }) => `此路径不接受 ${method}，只接受 ${allow}。`
}
