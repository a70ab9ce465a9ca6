import { defineWords } from '../words/define.ts'

export const shellWords = defineWords({
  en: {
    title: 'Atlas integrations mock',
    skip: 'Skip to the content',
    navigation: 'Views',
    places: {
      integrations: 'Integrations',
      journal: 'Journal',
      stage: 'Stage directions',
      inbox: 'Alerts'
    },
    language: 'Language',
    theme: 'Colours',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    notAffiliated:
      'This is a mock for tests and demonstrations. It is not affiliated with MongoDB and calls no vendor.',
    docs: 'API documentation',
    tryAgain: 'Try again',
    reach: {
      off: {
        title: 'The control plane is off',
        text: 'The mock was started with --control off. Integrations work with an identity that you type in; journal, stage directions and alerts need the control plane.'
      },
      refused: {
        title: 'The control plane does not answer to this address',
        text: 'Open the page under the name that the mock was started with, or name this host with --allowed-hosts or --public-url.'
      },
      unreachable: {
        title: 'The mock does not answer',
        text: 'Is it still running? Start it again (npm start), then try again.'
      }
    },
    broken: 'This view could not be shown',
    brokenText: 'A part of the page could not be loaded, or the page has a fault. Is the mock still running?',
    reload: 'Load the page anew',
    tokenTitle: 'The control plane wants its token',
    tokenText:
      'Journal, stage directions and the seeded identities need it: the one that the mock was started with (--control-token), or printed at its start because others reach its address too. It is kept until this tab is closed.',
    token: 'Control token',
    tokenRefused: 'The mock refused this token.',
    useToken: 'Use it'
  },
  zh: {
    title: 'Atlas 集成模拟服务器',
    skip: '跳到主要内容',
    navigation: '视图',
    places: {
      integrations: '集成',
      journal: '请求日志',
      stage: '场景控制',
      inbox: '警报'
    },
    language: '语言',
    theme: '配色',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    notAffiliated: '这是用于测试和演示的模拟服务器，与 MongoDB 公司没有关联，也不会调用任何第三方服务。',
    docs: 'API 文档',
    tryAgain: '重试',
    reach: {
      off: {
        title: '控制面已关闭',
        text: '模拟服务器以 --control off 启动。输入自己的身份后仍可管理集成；请求日志、场景控制和警报需要控制面。'
      },
      refused: {
        title: '控制面不接受此地址',
        text: '请使用启动时的主机名打开页面，或通过 --allowed-hosts 或 --public-url 指定此主机。'
      },
      unreachable: {
        title: '模拟服务器没有响应',
        text: '它还在运行吗？请重新启动（npm start），然后重试。'
      }
    },
    broken: '无法显示此视图',
    brokenText: '页面的某个部分无法加载，或页面出现错误。模拟服务器还在运行吗？',
    reload: '重新加载页面',
    tokenTitle: '控制面需要令牌',
    tokenText:
      '请求日志、场景控制和预置数据中的身份需要它：即启动时指定的令牌（--control-token），或因地址可被他人访问而在启动时打印的令牌。令牌只保留到关闭此标签页为止。',
    token: '控制令牌',
    tokenRefused: '模拟服务器拒绝了此令牌。',
    useToken: '使用'
  }
})
