import { defineWords } from '../words/define.ts'

export const inboxWords = defineWords({
  en: {
    title: 'Alerts',
    lead: "The mock posts a test alert with the same body, headers and signature as Atlas, and receives it itself, whatever URL is stored. Atlas's API has no such call.",
    absent: 'Alerts need the control plane. The notice above gives the reason.',
    form: {
      title: 'Test alert',
      project: 'Project',
      event: 'Event',
      events: {
        'alert.open': 'opened',
        'alert.update': 'updated',
        'alert.acknowledge': 'acknowledged',
        'alert.close': 'closed',
        'alert.cancel': 'cancelled',
        'alert.inform': 'informational'
      },
      own: 'Custom values',
      fields: 'Alert fields (JSON)',
      fieldsHelp: 'These override the fields of the default alert; null removes a field.',
      noObject: 'Enter a JSON object, such as {"clusterName": "Cluster1"}.',
      send: 'Send a test alert',
      configure: (label: string) => `Configure ${label} in this project`,
      sent: (id: number) => `Delivery ${id} is in the inbox.`
    },
    list: {
      title: 'Inbox',
      none: 'No alerts yet. Send a test alert here, or from a test with POST /_mock/v1/alerts.',
      item: (id: number) => `Delivery ${id}`
    },
    detail: {
      title: (id: number) => `Delivery ${id}`,
      gone: (id: string) =>
        `Delivery ${id} no longer exists: the inbox keeps the newest 200 deliveries, and a reset clears it.`,
      time: 'Time',
      event: 'Event',
      project: 'Project',
      url: 'URL',
      noUrl: 'none',
      signature: 'Signature',
      verdicts: {
        valid: 'Valid: it matches the signature computed from the body and the stored secret.',
        invalid:
          'Invalid: it does not match the signature computed from the body and the stored secret. This is a bug in the mock.',
        unsigned: 'Not signed: the webhook has no secret. Set one to sign the next alert.'
      },
      badges: { valid: 'valid', invalid: 'invalid', unsigned: 'not signed' },
      setSecret: 'Set a secret',
      templates: 'Templates',
      template: { body: 'Body', headers: 'Headers' },
      outcomes: {
        none: 'no template',
        rendered: 'rendered',
        default: 'failed; the default was sent'
      },
      outside: 'Delivered externally',
      inside: 'No',
      deliverTo: 'The mock delivers only to allowed hosts. To allow this host, start the mock with',
      answered: (status: number, duration: string) =>
        `Yes: the receiver returned ${status} after ${duration}.`,
      unanswered: (duration: string) => `Sent, but no response after ${duration}.`,
      request: 'Request',
      headers: 'Headers',
      body: 'Body',
      exact: 'Raw bytes',
      check: 'Verify it yourself',
      checkLead: "Replace the placeholder with your webhook's secret, then run it.",
      openssl: 'In a shell, with openssl',
      node: 'With Node.js, as check.mjs'
    }
  },
  zh: {
    title: '警报',
    lead: '测试警报的正文、请求头和签名都与 Atlas 发送的警报一致。无论保存的是什么 URL，接收方都是模拟服务器自身。Atlas 的 API 没有相应的调用。',
    absent: '警报需要控制面。无法使用的原因见上方提示。',
    form: {
      title: '测试警报',
      project: '项目',
      event: '事件',
      events: {
        'alert.open': '已触发',
        'alert.update': '已更新',
        'alert.acknowledge': '已确认',
        'alert.close': '已关闭',
        'alert.cancel': '已取消',
        'alert.inform': '通知'
      },
      own: '自定义值',
      fields: '警报字段（JSON）',
      fieldsHelp: '覆盖默认警报中的字段；null 表示去掉该字段。',
      noObject: '请输入 JSON 对象，例如 {"clusterName": "Cluster1"}。',
      send: '发送测试警报',
      configure: label => `在此项目中配置 ${label}`,
      sent: id => `投递 ${id} 已进入收件箱。`
    },
    list: {
      title: '收件箱',
      none: '还没有任何投递。请发送测试警报，或在测试中调用 POST /_mock/v1/alerts。',
      item: id => `投递 ${id}`
    },
    detail: {
      title: id => `投递 ${id}`,
      gone: id => `投递 ${id} 已不存在：收件箱只保留最新的 200 次投递，重置会清空收件箱。`,
      time: '时间',
      event: '事件',
      project: '项目',
      url: 'URL',
      noUrl: '无',
      signature: '签名',
      verdicts: {
        valid: '有效：根据正文和已保存的密钥重新计算，结果一致。',
        invalid: '无效：与根据正文和已保存密钥计算的结果不一致。这是模拟服务器的缺陷。',
        unsigned: '未签名：Webhook 没有密钥。设置密钥后，下一个警报将带有签名。'
      },
      badges: { valid: '有效', invalid: '无效', unsigned: '未签名' },
      setSecret: '设置密钥',
      templates: '模板',
      template: { body: '正文', headers: '请求头' },
      outcomes: { none: '没有模板', rendered: '已渲染', default: '渲染失败，已发送默认内容' },
      outside: '外部投递',
      inside: '否',
      deliverTo: '模拟服务器只向允许的主机投递。要允许此主机，启动时请加上',
      answered: (status, duration) => `是：接收方在 ${duration}后返回 ${status}。`,
      unanswered: duration => `已发送，但 ${duration}后仍无响应。`,
      request: '请求',
      headers: '请求头',
      body: '正文',
      exact: '原始字节',
      check: '自行验证',
      checkLead: '将占位文字替换为 Webhook 的密钥，然后运行。',
      openssl: '在 shell 中使用 openssl',
      node: '使用 Node.js，保存为 check.mjs'
    }
  }
})
