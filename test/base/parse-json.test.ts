import { runInNewContext } from 'node:vm'
import t from 'tap'
import { equalJson, JsonError, parseJson } from '../../src/base/json.ts'

t.test('an error in JSON has line and column and says what was expected', async t => {
  const [value, name] = ['expected a value', 'expected a property name in double quotes']
  const unclosed = 'this string has no closing quotation mark'
  const rows: [text: string, line: number, column: number, message: string][] = [
    ['', 1, 1, value],
    ['secret', 1, 1, value],
    ['{"a": tru}', 1, 7, value],
    ['[1,]', 1, 4, value],
    ['[1,,2]', 1, 4, value],
    ['[secret, {"a" 1}]', 1, 2, value],
    ['{"a": [secret], "b" 1}', 1, 8, 'unexpected text'],
    ['[NaN]', 1, 2, 'unexpected text'],
    ['{"a":1}x', 1, 8, 'unexpected text'],
    ['{"a":1,}', 1, 8, name],
    ['{a:1}', 1, 2, name],
    ["{'a':1}", 1, 2, name],
    ['{"a" 1}', 1, 6, "expected ':'"],
    ['{\n  "a":\n 1\r\n  "b": 2}', 4, 3, "expected ',' or a closing bracket"],
    ['{', 1, 2, "expected '}'"],
    ['[1', 1, 3, "expected ']'"],
    ['01', 1, 2, 'expected the end of the text'],
    ['{} {}', 1, 4, 'expected the end of the text'],
    ['// secret\n{}', 1, 1, 'comments are not allowed'],
    ['{} /* secret', 1, 4, 'comments are not allowed'],
    ['"secret', 1, 1, unclosed],
    ['["secret\n"]', 1, 2, unclosed],
    ['[1.]', 1, 2, 'this number is incomplete'],
    ['["\\x"]', 1, 2, 'this string has an invalid escape'],
    ['["\\u12"]', 1, 2, 'this string has an invalid escape'],
    ['["a\tb"]', 1, 2, 'this string has a control character'],
    ['\ufeff{} x', 1, 4, 'unexpected text'],
    [`\n${'['.repeat(1_000_000)}`, 2, 129, 'nested deeper than 128 levels']
  ]
  for (const [text, line, column, message] of rows) {
    t.throws(() => parseJson(text), new JsonError(line, column, message), text.slice(0, 100))
  }
  t.strictSame(parseJson('\ufeff{"a":[1]}'), { a: [1] })
})

t.test('values of another realm, as in Jest, are equal to the same values', async t => {
  const value = { a: [1, { b: null }], c: 'x' }
  const foreign: unknown = runInNewContext('({ c: "x", a: [1, { b: null }] })')
  t.ok(equalJson(foreign, value))
  t.notOk(equalJson(foreign, { ...value, a: [1, { b: 0 }] }))
  t.notOk(equalJson([], {}))
})
