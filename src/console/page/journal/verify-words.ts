import { defineWords } from '../words/define.ts'

export const verifyWords = defineWords({
  en: {
    title: 'Last failed verification',
    none: 'No verification has failed. What a test asks with POST /_mock/v1/requests/verify and does not find shows up here, with the requests that came nearest.',
    sandbox: (name: string) => `in the sandbox ${name}`,
    asked: 'What was asked for',
    steps: (step: number) => `Step ${step}`,
    missingStep: 'not found',
    names: 'names only: values are not kept',
    since: (id: number) => `Only requests after ${id} were looked at.`,
    expected: {
      exactly: (count: number) => `exactly ${count} expected`,
      atLeast: (count: number) => `at least ${count} expected`,
      atMost: (count: number) => `at most ${count} expected`,
      never: 'none expected',
      inOrder: (steps: number) => `${steps} in order expected`
    },
    matched: (count: number) => `${count} matched`,
    matches: 'Requests that matched',
    offending: 'Requests that were too many',
    early: 'Requests like the missing step, but before their turn',
    nearest: 'Requests that came nearest',
    nothingNear: 'No request came near.',
    dropped: (count: number) =>
      `${count} requests had no room in the journal any longer and may have been among them.`,
    request: (id: number) => `Request ${id}`,
    noAnswer: 'no answer',
    or: ' or ',
    none_: 'none',
    fields: {
      operation: 'operation',
      method: 'method',
      path: 'path',
      project: 'project',
      organization: 'organization',
      integrationType: 'integration type',
      principal: 'caller',
      status: 'status',
      errorCode: 'error code',
      headers: 'headers',
      query: 'query',
      body: 'body fields',
      absent: 'fields not to be there',
      fault: 'fault'
    },
    anything: 'any request',
    misses: {
      different: 'another value (not shown, since it may be secret)',
      absent: 'absent',
      unexpected: 'present, must be absent',
      challenge:
        'the first half of a Digest call, which counts only where a status or error code is asked for'
    },
    differs: (wanted: string, was: string) => `expected ${wanted}, was ${was}`
  },
  zh: {
    title: '最近一次失败的验证',
    none: '没有失败的验证。测试通过 POST /_mock/v1/requests/verify 查询但未找到的内容，会连同最接近的请求显示在这里。',
    sandbox: name => `在沙箱 ${name} 内`,
    asked: '查询的内容',
    steps: step => `第 ${step} 步`,
    missingStep: '未找到',
    names: '仅名称：不保留值',
    since: id => `只查看了请求 ${id} 之后的请求。`,
    expected: {
      exactly: count => `应恰好有 ${count} 个`,
      atLeast: count => `应至少有 ${count} 个`,
      atMost: count => `应至多有 ${count} 个`,
      never: '不应有',
      inOrder: steps => `应依次出现 ${steps} 个`
    },
    matched: count => `实际匹配 ${count} 个`,
    matches: '匹配的请求',
    offending: '多余的请求',
    early: '与缺失步骤相符但出现过早的请求',
    nearest: '最接近的请求',
    nothingNear: '没有接近的请求。',
    dropped: count => `有 ${count} 个请求已被挤出请求日志，可能就在其中。`,
    request: id => `请求 ${id}`,
    noAnswer: '无响应',
    or: ' 或 ',
    none_: '无',
    fields: {
      operation: '操作',
      method: '方法',
      path: '路径',
      project: '项目',
      organization: '组织',
      integrationType: '集成类型',
      principal: '调用方',
      status: '状态',
      errorCode: '错误代码',
      headers: '请求头',
      query: '查询参数',
      body: '正文字段',
      absent: '不应存在的字段',
      fault: '故障'
    },
    anything: '任意请求',
    misses: {
      different: '值不同（可能是机密信息，因此不显示）',
      absent: '缺失',
      unexpected: '不应存在却存在',
      challenge: 'Digest 调用的前半部分，仅在查询状态或错误代码时计入'
    },
    differs: (wanted, was) => `应为 ${wanted}，实际为 ${was}`
  }
})
