import t from 'tap'
import { fillTemplate } from '../../src/base/fill-template.ts'

t.test('fills in details and lists, and never what a detail contains', async t => {
  const text = '{who} has {roles|, |no role} on {place} and needs {required| or |}'
  const details = { who: '{place}', roles: ['A', 'B'], place: '$& {who}', required: ['C', 'D'] }
  t.equal(fillTemplate(text, details), '{place} has A, B on $& {who} and needs C or D')
  t.equal(fillTemplate('{who} has {roles|, |no role}', { who: 'x', roles: [] }), 'x has no role')
})
