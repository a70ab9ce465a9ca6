import { spaced } from './format.ts'
import type { Words } from './words.ts'

/** Simplified Chinese texts. */
export const zh: Words = {
  common: {
    copy: '复制',
    copied: '已复制',
    copyFailed: '复制失败',
    copyWhat: what => `复制 ${what}`,
    cancel: '取消',
    delete: '删除',
    close: '关闭',
    colon: '：',
    inBrackets: text => `（${text}）`,
    unreachable: '模拟服务器没有响应。',
    needsControl: '此页面需要控制面。',
    noResponse: '无响应'
  },
  shell: {
    title: 'Atlas 集成模拟服务器',
    skip: '跳到主要内容',
    views: {
      integrations: '集成',
      requests: '请求日志',
      faults: '场景控制',
      sandboxes: '沙箱',
      alerts: '警报'
    },
    navigation: '页面',
    settings: '设置',
    language: '语言',
    theme: '配色',
    themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
    notAffiliated: '这是用于测试和演示的模拟服务器，与 MongoDB 公司没有关联，也不会调用任何第三方服务。',
    docs: 'API 文档',
    tryAgain: '重试',
    reach: {
      off: {
        title: '控制面已关闭',
        text: '模拟服务器以 --control off 启动。只能使用集成页面，并需自行输入凭据。'
      },
      refused: {
        title: '控制面拒绝了此地址',
        text: '请使用启动时的主机名打开页面，或通过 --allowed-hosts 或 --public-url 允许此主机。'
      },
      unreachable: {
        title: '模拟服务器没有响应',
        text: '请检查它是否在运行。如需启动，请执行 npm start，然后重试。'
      }
    },
    broken: '无法显示此页面',
    brokenText: '页面有一部分未能加载，或页面出现错误。请检查模拟服务器是否在运行。',
    reload: '重新加载页面',
    notFound: '没有这个页面',
    notFoundText: address => `地址 ${address} 没有对应的页面。`,
    tokenTitle: '控制面需要令牌',
    tokenText: '请输入 --control-token 的值，或启动时打印的令牌。令牌只保留到关闭此标签页为止。',
    token: '控制令牌',
    tokenRejected: '模拟服务器拒绝了此令牌。',
    useToken: '使用此令牌'
  },
  identity: {
    label: '操作身份',
    project: '项目',
    projectId: '项目 ID',
    none: '没有凭据',
    seed: '预置数据',
    own: '手动输入',
    sandbox: name => `沙箱 ${name}`,
    noRoles: '没有角色',
    other: '使用其他凭据…',
    otherText: '凭据只保留到页面重新加载为止，代码片段中不会出现密钥。',
    kind: '类型',
    apiKey: 'API 密钥（HTTP Digest）',
    serviceAccount: '服务帐户（OAuth 2.0）',
    publicKey: '公钥',
    clientId: '客户端 ID',
    privateKey: '私钥',
    clientSecret: '客户端密钥',
    required: '必填',
    use: '使用此凭据'
  },
  status: {
    name: '当前场景',
    quiet: '没有开启任何故障',
    noResponse: '模拟服务器没有响应',
    fired: count => `已触发 ${count} 次`,
    more: count => `还有 ${count} 项`,
    remove: what => `移除故障：${what}`,
    paused: '时钟已暂停',
    ahead: span => `时钟快 ${span}`,
    behind: span => `时钟慢 ${span}`,
    resume: '恢复计时',
    resetClock: '重置时钟',
    mockTime: '模拟服务器的时间',
    sandbox: name => `沙箱：${name}`,
    failed: '未能更改'
  },
  checklist: {
    title: '五步体验',
    progress: (done, of) => `已完成 ${done}/${of}`,
    show: '显示',
    hide: '隐藏',
    done: '已完成',
    steps: {
      connect: '连接一个服务，查看脱敏后的密钥',
      conflict: '再次创建：409',
      weak: '使用权限不足的角色：USER_UNAUTHORIZED',
      outage: '模拟服务中断：500',
      journal: '打开一个请求，查看返回该响应的原因'
    }
  },
  integrations: {},
  form: {},
  exchange: {},
  requests: {},
  verification: {},
  faults: {},
  faultText: {
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
  },
  clock: {},
  snapshots: {},
  sandboxes: {},
  alerts: {}
}
