import { defineWords } from '../words/define.ts'
import { spaced } from '../words/format.ts'

export const stageWords = defineWords({
  en: {
    title: 'Faults & clock',
    lead: 'These settings change how the mock responds. They apply to every client, not only to this page.',
    absent: 'Faults and clock need the control plane. The notice above gives the reason.',
    strip: {
      name: 'Active faults and clock',
      quiet: 'No faults active',
      clock: 'Mock time',
      off: (what: string) => `Switch off: ${what}`,
      noAnswer: 'The mock does not respond. This is its last known state.',
      frozen: 'Clock paused',
      ahead: (span: string) => `Clock ${span} ahead`,
      behind: (span: string) => `Clock ${span} behind`,
      letRun: 'Resume',
      setRight: 'Reset clock',
      sandboxes: (count: number) => (count === 1 ? '1 sandbox' : `${count} sandboxes`),
      more: (count: number) => `and ${count} more`,
      change: 'Change',
      changeWhat: 'Change faults and clock',
      notDone: 'The action failed. Try again.'
    },
    faults: {
      title: 'Faults',
      tryIt: 'Call the API now',
      tried: (request: string) => `${request} returned`,
      triedNothing: 'no response',
      lead: 'At most one fault applies to a call. Faults that fire before the call is carried out take precedence; among them, the one that was switched on first.',
      calls: 'Affected calls',
      callsOf: { all: 'All calls', writes: 'Writes only', reads: 'Reads only' },
      project: (name: string) => `Project ${name} only`,
      often: 'How often',
      oftenOf: { always: 'Until switched off', once: 'Next call only' },
      choiceHelp: 'Applies to faults that you switch on next',
      ended: 'Fired and ended.',
      presets: {
        '500': {
          name: '500 Internal Server Error',
          sees: "Returns Atlas's own error body. The call is not carried out."
        },
        '502': {
          name: '502 Bad Gateway',
          sees: "Returns a proxy's HTML page instead of JSON. The call is not carried out."
        },
        '503': {
          name: '503 Service Unavailable',
          sees: 'Simulates an outage, for example during maintenance. The call is not carried out.'
        },
        '429': {
          name: '429 Too Many Requests',
          sees: 'Simulates the rate limit, with Retry-After and RateLimit headers. The call is not carried out.'
        },
        slow: {
          name: 'Slow response',
          sees: 'Delays the response by three seconds.'
        },
        lost: {
          name: 'Lost response',
          sees: 'The call is carried out, but the response breaks off, so the client does not know the result. Retrying a creation returns 409.'
        }
      },
      others: 'Other faults',
      othersLead: 'Created by tests or other clients through the API.',
      noOthers: 'No other faults.',
      over: 'ended',
      active: 'active',
      json: 'View JSON',
      remove: 'Remove',
      removeWhat: (what: string) => `Remove ${what}`,
      removeAll: 'Remove all faults'
    },
    clock: {
      title: 'Clock',
      lead: 'Controls everything that depends on time: expiry of tokens and nonces, rate limit windows, the end of faults.',
      asMachine: "Follows the machine's clock",
      frozen: 'Paused',
      ahead: (span: string) => `${span} ahead of the machine's clock`,
      behind: (span: string) => `${span} behind the machine's clock`,
      stop: 'Pause',
      letRun: 'Resume',
      steps: { minute: '+1 minute', hour: '+1 hour', day: '+1 day' },
      release: "Return to the machine's clock",
      set: 'Set to',
      setHelp: (zone: string) => `In your local time zone, ${zone}`,
      setNow: 'Set clock',
      noDate: 'Enter a date and a time.'
    },
    reset: {
      title: 'Reset',
      lead: 'Replaces all data with the seed data.',
      button: 'Reset to seed data',
      confirmTitle: 'Reset to seed data?',
      goes: 'You cannot undo this. It removes:',
      what: {
        sandboxes: 'all sandboxes with their credentials',
        state: 'all changes to integrations and projects; deleted seed data comes back',
        keys: 'changes to secrets, roles and access lists of API keys and service accounts',
        database: 'data from a database file or an imported state',
        stage:
          "faults, journal, received alerts and rate limit windows; the clock returns to the machine's clock"
      },
      stays: 'Snapshots are kept, and issued tokens stay valid.',
      done: 'Seed data restored.'
    },
    sandboxes: {
      title: 'Sandboxes',
      lead: 'An isolated organization with its own projects and credentials, for tests that share one mock.',
      name: 'Name',
      nameHelp: 'Leave empty to generate a name',
      projects: 'Projects',
      projectsHelp: 'Names separated by commas; leave empty for one project',
      make: 'Create sandbox',
      none: 'No sandboxes yet.',
      made: (time: string) => `created ${time}`,
      reset: 'Reset',
      resetWhat: (name: string) => `Reset ${name}`,
      resetDone: 'reset to its initial state',
      delete: 'Delete',
      deleteWhat: (name: string) => `Delete ${name}`,
      actAs: 'Use owner credentials',
      actAsWhat: (name: string) => `Use owner credentials: ${name}`,
      confirmTitle: (name: string) => `Delete ${name}?`,
      confirmText: 'This also deletes its projects, integrations, credentials, faults and snapshots.',
      showAll: (count: number) => `Show all ${count}`
    },
    credentials: {
      title: (name: string) => `Sandbox ${name} created`,
      once: 'Copy what you need now: the mock shows these secrets only once.',
      owner: 'Owner: full access',
      reader: 'Reader: read-only access',
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
      done: 'Done'
    }
  },
  zh: {
    title: '场景控制',
    lead: '更改模拟服务器的响应方式，对所有客户端生效，不限于本页面。',
    absent: '场景控制需要控制面。无法使用的原因见上方提示。',
    strip: {
      name: '当前场景',
      quiet: '未开启任何场景',
      clock: '模拟服务器时间',
      off: what => `关闭：${what}`,
      noAnswer: '模拟服务器没有响应，此处为最后已知的状态',
      frozen: '时钟已暂停',
      ahead: span => `时钟快 ${span}`,
      behind: span => `时钟慢 ${span}`,
      letRun: '恢复计时',
      setRight: '重置时钟',
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
      lead: '每次调用最多触发一个故障。在调用执行之前触发的故障优先；若有多个，以最先开启的为准。',
      calls: '适用的调用',
      callsOf: { all: '所有调用', writes: '仅写入', reads: '仅读取' },
      project: name => `仅项目 ${name}`,
      often: '触发方式',
      oftenOf: { always: '直到关闭', once: '仅下一次调用' },
      choiceHelp: '适用于接下来开启的故障',
      ended: '已触发并结束。',
      presets: {
        '500': { name: '500 内部服务器错误', sees: '返回 Atlas 自身的错误正文。调用不会执行。' },
        '502': { name: '502 网关错误', sees: '返回代理的 HTML 页面，而不是 JSON。调用不会执行。' },
        '503': { name: '503 服务不可用', sees: '模拟服务中断，例如维护期间。调用不会执行。' },
        '429': {
          name: '429 请求过多',
          sees: '模拟速率限制，带有 Retry-After 和 RateLimit 响应头。调用不会执行。'
        },
        slow: { name: '响应缓慢', sees: '将响应延迟三秒。' },
        lost: {
          name: '响应丢失',
          sees: '调用已执行，但响应中途断开，客户端无法得知结果。重试创建会返回 409。'
        }
      },
      others: '其他故障',
      othersLead: '由测试或其他客户端通过 API 创建。',
      noOthers: '没有其他故障。',
      over: '已结束',
      active: '生效中',
      json: '查看 JSON',
      remove: '移除',
      removeWhat: what => spaced(`移除${what}`, 'zh'),
      removeAll: '移除所有故障'
    },
    clock: {
      title: '时钟',
      lead: '控制所有与时间有关的行为：令牌和 nonce 的过期、速率限制窗口、故障的结束。',
      asMachine: '与本机时钟一致',
      frozen: '已暂停',
      ahead: span => `比本机快 ${span}`,
      behind: span => `比本机慢 ${span}`,
      stop: '暂停',
      letRun: '恢复计时',
      steps: { minute: '+1 分钟', hour: '+1 小时', day: '+1 天' },
      release: '恢复为本机时间',
      set: '设为',
      setHelp: zone => `按您的本地时区（${zone}）`,
      setNow: '设置时钟',
      noDate: '请填写日期和时间。'
    },
    reset: {
      title: '重置',
      lead: '用预置数据替换所有现有数据。',
      button: '恢复预置数据',
      confirmTitle: '要恢复预置数据吗？',
      goes: '此操作无法撤销。以下内容将被清除：',
      what: {
        sandboxes: '所有沙箱及其凭据',
        state: '对集成和项目的所有更改；已删除的预置数据会恢复',
        keys: '对 API 密钥和服务帐户的密钥、角色和访问列表的更改',
        database: '来自数据库文件或导入状态的数据',
        stage: '故障、请求日志、收到的警报和速率限制窗口；时钟恢复为本机时间'
      },
      stays: '快照会保留，已签发的令牌仍然有效。',
      done: '预置数据已恢复。'
    },
    sandboxes: {
      title: '沙箱',
      lead: '独立的组织，拥有自己的项目和凭据，供共用同一模拟服务器的测试使用。',
      name: '名称',
      nameHelp: '留空则自动生成',
      projects: '项目',
      projectsHelp: '名称之间用逗号分隔；留空则创建一个项目',
      make: '创建沙箱',
      none: '还没有沙箱。',
      made: time => `创建于 ${time}`,
      reset: '重置',
      resetWhat: name => `重置 ${name}`,
      resetDone: '已恢复到初始状态',
      delete: '删除',
      deleteWhat: name => `删除 ${name}`,
      actAs: '使用所有者凭据',
      actAsWhat: name => `使用所有者凭据：${name}`,
      confirmTitle: name => `要删除 ${name} 吗？`,
      confirmText: '其项目、集成、凭据、故障和快照也会被删除。',
      showAll: count => `显示全部 ${count} 个`
    },
    credentials: {
      title: name => `已创建沙箱 ${name}`,
      once: '请立即复制所需内容：这些密钥只显示一次。',
      owner: '所有者：完全访问权限',
      reader: '只读用户：只读权限',
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
      done: '完成'
    }
  }
})
