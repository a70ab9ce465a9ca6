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
  integrations: {
    refresh: '刷新',
    states: { configured: '已配置', notConfigured: '未配置', unknown: '未知' },
    configure: '配置',
    edit: '编辑',
    configureWhat: what => `配置 ${what}`,
    editWhat: what => `编辑 ${what}`,
    deleteWhat: what => `删除 ${what}`,
    testAlert: '测试警报',
    testAlertWhat: what => `向 ${what} 发送测试警报`,
    deleteTitle: what => `要删除 ${what} 吗？`,
    deleteText: 'Atlas 会从项目中删除此集成及其密钥。',
    deleted: what => `已删除 ${what}`,
    deleteFailed: '无法删除集成',
    yes: '是',
    no: '否',
    listFailed: '无法加载集成列表',
    noIdentity: '没有凭据',
    noIdentityText:
      '页面没有模拟服务器的有效凭据。请在顶部的“操作身份”中选择“使用其他凭据…”，然后输入 API 密钥或服务帐户。',
    noProject: '没有项目',
    badProject: '项目 ID 无效',
    projectText: '请在顶部输入项目 ID（24 位十六进制数）。',
    unknownType: '没有这种集成',
    unknownText: address => `地址 ${address} 没有对应的集成类型。`,
    all: '所有集成'
  },
  form: {
    inProject: (project, identity) => `项目 ${project}，身份 ${identity}`,
    docs: 'Atlas 文档',
    operation: '发送方式',
    operations: { create: '创建（POST）', replace: '更新（PUT）' },
    createHelp: '如果项目中已有同类型的集成，Atlas 会返回 409。',
    replaceHelp: '留空的密钥保持原值；清空的其他字段会被清除。',
    requiredToUpdate: fields => `每次更新都必须提供“${fields}”。`,
    example: '填入示例',
    keep: '留空则保持不变',
    keepShown: shown => `${shown}（留空则保持不变）`,
    notSet: '（未设置）',
    clear: what => spaced(`清除${what}`, 'zh'),
    show: what => spaced(`显示${what}`, 'zh'),
    required: '此项必填。',
    tooShort: minimum => `请输入至少 ${minimum} 个字符。`,
    tooLong: maximum => `请输入至多 ${maximum} 个字符。`,
    notAllowed: '不允许此值。',
    save: '保存',
    saved: '已保存。Atlas 返回了集成列表，密钥已脱敏。',
    notSent: '表单中有错误，请求未发送。',
    sendAnyway: '仍然发送',
    noCredentials: '请先选择凭据和项目。'
  },
  exchange: {
    title: '请求与响应',
    noResponse: '未收到完整的响应，但请求可能已执行。',
    reason: text => `原因：${text}`,
    seeRequests: '在请求日志中查看',
    faultActive: '有故障处于开启状态',
    responseBody: '响应正文',
    requestBody: '请求正文',
    noBody: '响应没有正文。',
    requestOf: title => `请求（${title}）`,
    responseOf: title => `响应（${title}）`,
    headers: '标头与原始报文',
    purposes: {
      call: 'API 调用',
      challenge: 'Digest 质询',
      token: 'OAuth 令牌',
      expired: '令牌被拒绝'
    },
    part: (at, of, purpose) => `${at}/${of} ${purpose}`,
    browserHeaders: '浏览器还会发送 Host、Origin、User-Agent 等请求头。',
    hidden: '（已隐藏）',
    copyAs: '复制为',
    clients: { curl: 'curl', go: 'Go SDK', atlasCli: 'Atlas CLI', terraform: 'Terraform' }
  },
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
