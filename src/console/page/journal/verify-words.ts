import { defineWords } from '../words/define.ts'

export const verifyWords = defineWords({
  en: {
    title: 'Last failed verification',
    none: 'No failed verification. When POST /_mock/v1/requests/verify fails, the result and the nearest requests appear here.',
    sandbox: (name: string) => `in sandbox ${name}`,
    asked: 'Expected requests',
    steps: (step: number) => `Step ${step}`,
    missingStep: 'not found',
    names: 'names only: values are not stored',
    since: (id: number) => `Only requests after ${id} were checked.`,
    expected: {
      exactly: (count: number) => `expected exactly ${count}`,
      atLeast: (count: number) => `expected at least ${count}`,
      atMost: (count: number) => `expected at most ${count}`,
      never: 'expected none',
      inOrder: (steps: number) => `expected ${steps} in order`
    },
    matched: (count: number) => `${count} matched`,
    matches: 'Matching requests',
    offending: 'Unexpected requests',
    early: 'Requests that match the missing step, but came too early',
    nearest: 'Nearest requests',
    nothingNear: 'No similar requests.',
    dropped: (count: number) =>
      `The journal no longer contains ${count} older requests. They may have matched.`,
    request: (id: number) => `Request ${id}`,
    noAnswer: 'no response',
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
      absent: 'fields that must be absent',
      fault: 'fault'
    },
    anything: 'any request',
    misses: {
      different: 'different value (hidden because it may be secret)',
      absent: 'absent',
      unexpected: 'present, but must be absent',
      challenge: 'Digest challenge: counts only if the match has a status or error code'
    },
    differs: (wanted: string, was: string) => `expected ${wanted}, was ${was}`
  },
  zh: {
    title: '最近一次失败的验证',
    none: '没有失败的验证。POST /_mock/v1/requests/verify 验证失败时，结果和最接近的请求会显示在这里。',
    sandbox: name => `沙箱 ${name} 内`,
    asked: '预期的请求',
    steps: step => `第 ${step} 步`,
    missingStep: '未找到',
    names: '仅名称：不保存值',
    since: id => `只检查了请求 ${id} 之后的请求。`,
    expected: {
      exactly: count => `预期恰好 ${count} 个`,
      atLeast: count => `预期至少 ${count} 个`,
      atMost: count => `预期最多 ${count} 个`,
      never: '预期 0 个',
      inOrder: steps => `预期依次出现 ${steps} 个`
    },
    matched: count => `实际匹配 ${count} 个`,
    matches: '匹配的请求',
    offending: '多余的请求',
    early: '与缺失步骤匹配但出现过早的请求',
    nearest: '最接近的请求',
    nothingNear: '没有相似的请求。',
    dropped: count => `请求日志中已不再包含较早的 ${count} 个请求，其中可能有匹配的请求。`,
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
      absent: '必须不存在的字段',
      fault: '故障'
    },
    anything: '任意请求',
    misses: {
      different: '值不同（可能是机密信息，已隐藏）',
      absent: '缺失',
      unexpected: '存在，但必须不存在',
      challenge: 'Digest 质询：仅当匹配条件包含状态或错误代码时计入'
    },
    differs: (wanted, was) => `预期 ${wanted}，实际为 ${was}`
  }
})
