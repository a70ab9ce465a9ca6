import { defineWords } from '../words/define.ts'
import { spaced } from '../words/format.ts'

export const stageWords = defineWords({
  en: {
    title: 'Stage directions',
    lead: 'What makes the mock answer otherwise than usual. It holds for every client, not only for this page.',
    absent: 'The stage directions need the control plane. What keeps it away is said above.',
    strip: {
      name: 'What is staged',
      quiet: 'Nothing is staged: the mock answers as usual',
      clock: "The mock's time",
      off: (what: string) => `Switch off: ${what}`,
      noAnswer: 'The mock does not answer: what is shown is what it last said',
      frozen: 'Clock stands still',
      ahead: (span: string) => `Clock ${span} ahead`,
      behind: (span: string) => `Clock ${span} behind`,
      letRun: 'Let it run',
      setRight: 'Set it right',
      sandboxes: (count: number) => (count === 1 ? '1 sandbox' : `${count} sandboxes`),
      more: (count: number) => `and ${count} more`,
      change: 'Change',
      changeWhat: 'Change what is staged',
      notDone: 'That could not be done. Try it again.'
    },
    faults: {
      title: 'Faults',
      tryIt: 'Call the API now',
      tried: (request: string) => `${request} answered`,
      triedNothing: 'no answer',
      lead: 'A call meets one fault at most. Faults before the call is carried out come first; of those the one that was switched on first.',
      calls: 'On which calls',
      callsOf: { all: 'Every call', writes: 'Writes only', reads: 'Reads only' },
      project: (name: string) => `Project ${name} only`,
      often: 'How often',
      oftenOf: { always: 'Until switched off', once: 'The next call only' },
      choiceHelp: 'For what is switched on next',
      ended: 'It fired and is over.',
      presets: {
        '500': {
          name: '500 Internal Server Error',
          sees: "The client sees Atlas's own error body. Nothing is carried out."
        },
        '502': {
          name: '502 Bad Gateway',
          sees: "The client sees a proxy's HTML page instead of JSON. Nothing is carried out."
        },
        '503': {
          name: '503 Service Unavailable',
          sees: 'The client sees an outage, as of a service that is being maintained. Nothing is carried out.'
        },
        '429': {
          name: '429 Too Many Requests',
          sees: 'The client sees the rate limit, with Retry-After and RateLimit headers. Nothing is carried out.'
        },
        slow: {
          name: 'Slow answer',
          sees: 'The client waits three seconds longer, then sees the usual answer.'
        },
        lost: {
          name: 'Lost answer',
          sees: 'The call is carried out, but its answer breaks off: the client cannot know. A retry of a creation meets a 409.'
        }
      },
      others: 'Other faults',
      othersLead: 'Made by tests or other clients, through the API.',
      noOthers: 'There are none but those above.',
      over: 'over',
      active: 'active',
      json: 'As JSON',
      remove: 'Remove',
      removeWhat: (what: string) => `Remove ${what}`,
      removeAll: 'Remove all faults'
    },
    clock: {
      title: 'Clock',
      lead: 'For what depends on time: tokens and nonces expire, rate windows pass, faults end.',
      asMachine: "As this machine's clock",
      frozen: 'Stands still',
      ahead: (span: string) => `${span} ahead of this machine`,
      behind: (span: string) => `${span} behind this machine`,
      stop: 'Stop',
      letRun: 'Let it run',
      steps: { minute: '+1 minute', hour: '+1 hour', day: '+1 day' },
      release: "Back to the machine's time",
      set: 'Set to',
      setHelp: (zone: string) => `In your local time, ${zone}`,
      setNow: 'Set the clock',
      noDate: 'Give a date and a time.'
    },
    reset: {
      title: 'Reset',
      lead: 'Puts the seed back in place of all that there is.',
      button: 'Put the seed back',
      confirmTitle: 'Put the seed back?',
      goes: 'This cannot be undone. It takes away:',
      what: {
        sandboxes: 'all sandboxes with their credentials',
        state: 'integrations and projects that were made or changed, and deleted ones come back',
        keys: 'changed secrets, roles and access lists of API keys and service accounts',
        database: 'what a database file or an imported state brought',
        stage: 'faults, journal, received alerts and rate windows; the clock follows the machine again'
      },
      stays: 'Snapshots stay, and tokens that were given out stay good.',
      done: 'The seed is back.'
    },
    sandboxes: {
      title: 'Sandboxes',
      lead: 'An organization of its own, with projects and credentials that meet nobody else. For tests that share one mock.',
      name: 'Name',
      nameHelp: 'Left empty: one is made up',
      projects: 'Projects',
      projectsHelp: 'Names with commas between; left empty: one project',
      make: 'Make a sandbox',
      none: 'There is none yet.',
      made: (time: string) => `made ${time}`,
      reset: 'Reset',
      resetWhat: (name: string) => `Reset ${name}`,
      resetDone: 'holds again what it held at first',
      delete: 'Delete',
      deleteWhat: (name: string) => `Delete ${name}`,
      actAs: 'Act as its owner',
      actAsWhat: (name: string) => `Act as its owner: ${name}`,
      confirmTitle: (name: string) => `Delete ${name}?`,
      confirmText: 'Its projects, integrations and credentials go, and so do its faults and snapshots.',
      showAll: (count: number) => `Show all ${count}`
    },
    credentials: {
      title: (name: string) => `${name} is made`,
      once: 'Copy what you need now: the mock tells these secrets only once.',
      owner: 'Owner: may do everything',
      reader: 'Reader: may only read',
      apiKey: 'API key (Digest)',
      serviceAccount: 'Service account (OAuth)',
      publicKey: 'Public key',
      privateKey: 'Private key',
      clientId: 'Client ID',
      clientSecret: 'Client secret',
      organization: 'Organization ID',
      project: (name: string) => `ID of ${name}`,
      environment: 'Copy as environment variables',
      environmentOf: (who: string) => `as environment variables, ${who}`,
      of: (what: string, who: string) => `${what}, ${who}`,
      done: 'I have them'
    }
  },
  zh: {
    title: '场景控制',
    lead: '让模拟服务器作出与平常不同的响应，对所有客户端生效，不限于本页面。',
    absent: '场景控制需要控制面。无法使用的原因见上方提示。',
    strip: {
      name: '当前场景',
      quiet: '未设置任何场景：模拟服务器照常响应',
      clock: '模拟服务器时间',
      off: what => `关闭：${what}`,
      noAnswer: '模拟服务器没有响应：显示的是它最后的状态',
      frozen: '时钟已停止',
      ahead: span => `时钟快 ${span}`,
      behind: span => `时钟慢 ${span}`,
      letRun: '继续走时',
      setRight: '恢复',
      sandboxes: count => `${count} 个沙箱`,
      more: count => `另有 ${count} 项`,
      change: '更改',
      changeWhat: '更改当前场景',
      notDone: '操作未完成，请重试。'
    },
    faults: {
      title: '故障',
      tryIt: '立即调用 API',
      tried: request => `${request} 的响应`,
      triedNothing: '无响应',
      lead: '每次调用最多遇到一个故障。在调用执行之前起作用的故障优先；其中最先开启的那个生效。',
      calls: '作用于哪些调用',
      callsOf: { all: '所有调用', writes: '仅写入', reads: '仅读取' },
      project: name => `仅项目 ${name}`,
      often: '触发方式',
      oftenOf: { always: '直到关闭', once: '仅下一次调用' },
      choiceHelp: '对接下来开启的故障生效',
      ended: '已触发并结束。',
      presets: {
        '500': { name: '500 内部服务器错误', sees: '客户端收到 Atlas 自身的错误正文。调用不会执行。' },
        '502': { name: '502 网关错误', sees: '客户端收到代理返回的 HTML 页面，而不是 JSON。调用不会执行。' },
        '503': { name: '503 服务不可用', sees: '客户端遇到服务中断，如同服务正在维护。调用不会执行。' },
        '429': {
          name: '429 请求过多',
          sees: '客户端触及速率限制，响应带有 Retry-After 和 RateLimit 响应头。调用不会执行。'
        },
        slow: { name: '响应缓慢', sees: '客户端多等三秒，然后收到正常响应。' },
        lost: {
          name: '响应丢失',
          sees: '调用已执行，但响应中途断开：客户端无从得知结果。重试创建会得到 409。'
        }
      },
      others: '其他故障',
      othersLead: '由测试或其他客户端通过 API 创建。',
      noOthers: '除上面的故障外没有其他故障。',
      over: '已结束',
      active: '生效中',
      json: '查看 JSON',
      remove: '移除',
      removeWhat: what => spaced(`移除${what}`, 'zh'),
      removeAll: '移除所有故障'
    },
    clock: {
      title: '时钟',
      lead: '用于与时间有关的行为：令牌和 nonce 过期、速率限制窗口推移、故障结束。',
      asMachine: '与本机时钟一致',
      frozen: '已停止',
      ahead: span => `比本机快 ${span}`,
      behind: span => `比本机慢 ${span}`,
      stop: '停止',
      letRun: '继续走时',
      steps: { minute: '+1 分钟', hour: '+1 小时', day: '+1 天' },
      release: '恢复为本机时间',
      set: '设为',
      setHelp: zone => `按本地时间（${zone}）`,
      setNow: '设置时钟',
      noDate: '请填写日期和时间。'
    },
    reset: {
      title: '重置',
      lead: '用预置数据取代现有的一切。',
      button: '恢复预置数据',
      confirmTitle: '要恢复预置数据吗？',
      goes: '此操作无法撤销。以下内容将被清除：',
      what: {
        sandboxes: '所有沙箱及其凭据',
        state: '新建或更改过的集成和项目；已删除的预置数据会恢复',
        keys: 'API 密钥和服务帐户中更改过的密钥、角色和访问列表',
        database: '数据库文件或导入的状态带来的内容',
        stage: '故障、请求日志、收到的警报和速率限制窗口；时钟重新跟随本机'
      },
      stays: '快照会保留，已签发的令牌仍然有效。',
      done: '预置数据已恢复。'
    },
    sandboxes: {
      title: '沙箱',
      lead: '独立的组织，拥有互不干扰的项目和凭据，供共用同一模拟服务器的测试使用。',
      name: '名称',
      nameHelp: '留空则自动生成',
      projects: '项目',
      projectsHelp: '名称之间用逗号分隔；留空则创建一个项目',
      make: '创建沙箱',
      none: '还没有沙箱。',
      made: time => `创建于 ${time}`,
      reset: '重置',
      resetWhat: name => `重置 ${name}`,
      resetDone: '已恢复到最初的内容',
      delete: '删除',
      deleteWhat: name => `删除 ${name}`,
      actAs: '以其所有者身份操作',
      actAsWhat: name => `以其所有者身份操作：${name}`,
      confirmTitle: name => `要删除 ${name} 吗？`,
      confirmText: '其项目、集成和凭据，以及相关的故障和快照都会被删除。',
      showAll: count => `显示全部 ${count} 个`
    },
    credentials: {
      title: name => `已创建 ${name}`,
      once: '请立即复制所需内容：这些密钥只显示一次。',
      owner: '所有者：可执行任何操作',
      reader: '只读用户：只能读取',
      apiKey: 'API 密钥（Digest）',
      serviceAccount: '服务帐户（OAuth）',
      publicKey: '公钥',
      privateKey: '私钥',
      clientId: '客户端 ID',
      clientSecret: '客户端密钥',
      organization: '组织 ID',
      project: name => `${name} 的 ID`,
      environment: '复制为环境变量',
      environmentOf: who => `为环境变量，${who}`,
      of: (what, who) => `${what}，${who}`,
      done: '我已保存'
    }
  }
})
