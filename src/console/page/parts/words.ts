import { defineWords } from '../words/define.ts'
import { spaced } from '../words/format.ts'

export const partWords = defineWords({
  en: {
    copy: 'Copy',
    copied: 'Copied',
    failed: 'Copy failed',
    copyWhat: (what: string) => `Copy ${what}`,
    cancel: 'Cancel',
    colon: ': ',
    aside: (text: string) => ` (${text})`,
    unreachable: 'The mock does not respond.'
  },
  zh: {
    copy: '复制',
    copied: '已复制',
    failed: '复制失败',
    copyWhat: what => spaced(`复制${what}`, 'zh'),
    cancel: '取消',
    colon: '：',
    aside: text => `（${text}）`,
    unreachable: '模拟服务器没有响应。'
  }
})
