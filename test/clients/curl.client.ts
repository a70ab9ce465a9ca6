import t from 'tap'
import { curlClient } from './curl.ts'
import { startServer } from './server.ts'

t.test('curl', t => curlClient(t, startServer))
