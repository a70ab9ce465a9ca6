import { defineWords } from '../words/define.ts'

export const shellWords = defineWords({
  en: {
    title: 'Atlas integrations mock',
    skip: 'Skip to content',
    navigation: 'Views',
    places: {
      integrations: 'Integrations',
      journal: 'Journal',
      stage: 'Faults & clock',
      inbox: 'Alerts'
    },
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'System theme', light: 'Light', dark: 'Dark' },
    notAffiliated:
      'A mock for tests and demonstrations. It is not affiliated with MongoDB and calls no vendor.',
    docs: 'API documentation',
    tryAgain: 'Try again',
    reach: {
      off: {
        title: 'The control plane is off',
        text: 'The mock was started with --control off. Only the integrations view works, with credentials that you type in. The journal, faults, clock and alerts need the control plane.'
      },
      refused: {
        title: 'The control plane rejects this address',
        text: 'Open the page under the host name that the mock was started with, or allow this host with --allowed-hosts or --public-url.'
      },
      unreachable: {
        title: 'The mock does not respond',
        text: 'Check that it is running. To start it, run npm start, then try again.'
      }
    },
    broken: 'Could not show this view',
    brokenText: 'Part of the page did not load, or the page has a bug. Check that the mock is running.',
    reload: 'Reload page',
    tokenTitle: 'The control plane requires a token',
    tokenText:
      'The journal, faults, clock, alerts and seeded credentials need it. Use the value of --control-token, or the token that the mock printed at startup. The page keeps it until you close this tab.',
    token: 'Control token',
    tokenRefused: 'The mock rejected this token.',
    useToken: 'Use this token'
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
        text: '模拟服务器以 --control off 启动。只能使用集成页面，并需自行输入凭据；请求日志、场景控制和警报需要控制面。'
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
    broken: '无法显示此视图',
    brokenText: '页面有一部分未能加载，或页面出现错误。请检查模拟服务器是否在运行。',
    reload: '重新加载页面',
    tokenTitle: '控制面需要令牌',
    tokenText:
      '请求日志、场景控制、警报和预置凭据需要令牌。请输入 --control-token 的值，或启动时打印的令牌。令牌只保留到关闭此标签页为止。',
    token: '控制令牌',
    tokenRefused: '模拟服务器拒绝了此令牌。',
    useToken: '使用此令牌'
  }
})
