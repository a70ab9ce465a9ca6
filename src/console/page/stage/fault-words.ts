import { defineWords } from '../words/define.ts'
import { spaced } from '../words/format.ts'

/** Parts of a fault's description; `describe-fault.ts` combines them. */
export const faultWords = defineWords({
  en: {
    sentence: (effect: string, scope: string, rest: string) =>
      [`${effect} ${scope}`, rest].filter(Boolean).join(', '),
    and: ', ',
    effects: {
      error: (errorCode: string) => `error ${errorCode}`,
      status: (status: number, errorCode: string) => [status, errorCode].filter(Boolean).join(' '),
      ownBody: (status: number) => `${status} with a custom body`,
      delay: (delay: string) => `delayed response (${delay})`,
      slow: (rate: string) => `slow response (${rate})`,
      reset: 'connection reset',
      hangUp: 'connection closed',
      truncate: 'truncated response',
      empty: 'response without body',
      lost: 'lost response',
      late: (effect: string, delay: string) => `${effect} after ${delay}`
    },
    delays: {
      uniform: (min: string, max: string) => `${min} to ${max}`
    },
    every: {
      all: 'on every call',
      writes: 'on writes',
      reads: 'on reads',
      these: (names: string) => `on ${names}`
    },
    next: {
      all: 'on the next call',
      writes: 'on the next write',
      reads: 'on the next read',
      these: (names: string) => `on the next ${names}`
    },
    match: {
      project: (name: string) => `project ${name}`,
      organization: (name: string) => `organization ${name}`,
      integrationType: (type: string) => `type ${type}`,
      method: (method: string) => `method ${method}`,
      path: (path: string) => `path ${path}`,
      principal: (id: string) => `caller ${id}`,
      headers: (headers: string) => `headers ${headers}`
    },
    stages: { edge: 'before authentication', service: '', 'after-commit': 'after the call was carried out' },
    when: {
      after: (count: number) => `after ${count} unaffected ${count === 1 ? 'call' : 'calls'}`,
      every: (count: number) => `on one of every ${count} calls`,
      probability: (percent: string) => `with ${percent} probability`,
      first: (count: number) => (count === 1 ? 'once' : `at most ${count} times`),
      until: (time: string) => `until ${time}`
    },
    lasts: (length: string) => `for ${length}`,
    sandbox: (name: string) => `in sandbox ${name} only`,
    fired: (count: number) =>
      count === 0 ? 'not fired yet' : count === 1 ? 'fired once' : `fired ${count} times`
  },
  zh: {
    sentence: (effect, scope, rest) => [`${scope}：${effect}`, rest].filter(Boolean).join('，'),
    and: '，',
    effects: {
      error: errorCode => `错误 ${errorCode}`,
      status: (status, errorCode) => [status, errorCode].filter(Boolean).join(' '),
      ownBody: status => `${status}（自定义正文）`,
      delay: delay => `响应延迟（${delay}）`,
      slow: rate => `响应缓慢（${rate}）`,
      reset: '连接被重置',
      hangUp: '连接被关闭',
      truncate: '响应被截断',
      empty: '响应无正文',
      lost: '响应丢失',
      late: (effect, delay) => spaced(`${delay}后${effect}`, 'zh')
    },
    delays: { uniform: (min, max) => `${min}至 ${max}` },
    every: { all: '所有调用', writes: '写入调用', reads: '读取调用', these: names => names },
    next: {
      all: '下一次调用',
      writes: '下一次写入',
      reads: '下一次读取',
      these: names => `下一次 ${names}`
    },
    match: {
      project: name => `项目 ${name}`,
      organization: name => `组织 ${name}`,
      integrationType: type => `类型 ${type}`,
      method: method => `方法 ${method}`,
      path: path => `路径 ${path}`,
      principal: id => `调用方 ${id}`,
      headers: headers => `请求头 ${headers}`
    },
    stages: { edge: '在身份验证之前', service: '', 'after-commit': '在调用执行之后' },
    when: {
      after: count => `先放行 ${count} 次`,
      every: count => `每 ${count} 次触发 1 次`,
      probability: percent => `概率 ${percent}`,
      first: count => `最多 ${count} 次`,
      until: time => `截至 ${time}`
    },
    lasts: length => `持续 ${length}`,
    sandbox: name => `仅限沙箱 ${name}`,
    fired: count => (count === 0 ? '尚未触发' : `已触发 ${count} 次`)
  }
})

export type FaultWords = (typeof faultWords)['en']
