import { defineWords } from '../words/define.ts'

export const partWords = defineWords({
  en: {
    copy: 'Copy',
    copied: 'Copied',
    failed: 'Not copied',
    copyWhat: (what: string) => `Copy ${what}`,
    cancel: 'Cancel',
    close: 'Close',
    unreachable: 'The mock does not answer.'
  },
  zh: {
    copy: '复制',
    copied: '已复制',
    failed: '复制失败',
    copyWhat: what => `复制${what}`,
    cancel: '取消',
    close: '关闭',
    unreachable: '模拟服务器没有响应。'
  }
})
