// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates' own syntax
import t from 'tap'
import { renderTemplate, TemplateError } from '../../src/test-alerts/template.ts'

const VALUES = {
  id: 'a1',
  number: 1234.5,
  yes: true,
  nothing: null,
  currentValue: { number: 912 },
  links: [{ rel: 'self' }]
}

const LIMIT = 64

t.test('replaces interpolations and nothing else', t => {
  const cases: [template: string, expected: string][] = [
    ['', ''],
    ['{"a":1} $ {id} }', '{"a":1} $ {id} }'],
    ['<${id}> ${ number } ${yes}', '<a1> 1234.5 true'],
    ['${currentValue.number}${links[0].rel}', '912self'],
    ['${nothing!}|${a.b.c!}|${a!"x"}|${a!\'y\'}', '||x|y'],
    ['${a!-1.5} ${ a ! true } ${id!"x"}', '-1.5 true a1'],
    ['${links[1].rel!0}', '0']
  ]
  for (const [template, expected] of cases)
    t.equal(renderTemplate(template, VALUES, LIMIT), expected, template)
  t.end()
})

t.test('rejects templates that it cannot render', t => {
  const unsupported = 'the mock supports ${field.path} and ${field.path!default} only; Atlas may support more'
  const cases: [template: string, message: string][] = [
    ['${id', unsupported],
    ['${}', unsupported],
    ['${id?upper_case}', unsupported],
    ['${(a.b)!0}', unsupported],
    ['${a!"\\n"}', unsupported],
    ['<#if id>x</#if>', unsupported],
    ['<@macro/>', unsupported],
    ['#{number}', unsupported],
    ['${missing}', 'missing value for ${missing}'],
    ['${nothing}', 'missing value for ${nothing}'],
    ['${id.length}', 'missing value for ${id.length}'],
    ['${constructor}', 'missing value for ${constructor}'],
    ['${links}', '${links} is not a text, number or boolean'],
    ['é'.repeat(33), 'the result has more than 64 bytes'],
    ['${id}'.repeat(33), 'the result has more than 64 bytes']
  ]
  for (const [template, message] of cases) {
    t.throws(() => renderTemplate(template, VALUES, LIMIT), new TemplateError(message), template)
  }
  t.end()
})
