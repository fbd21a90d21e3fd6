import assert from 'node:assert/strict'
import { test } from 'node:test'

import { lookUp, parseStack } from '../../src/dev/sourcemap.js'

// Line 1 has nothing; line 2 maps column 0 to 3:0 and column 8 to 4:4; line 3 maps column 2 to 1:0 of the second file.
const MAP = {
  sources: ['app/a.py', 'app/b.py'],
  sourcesContent: ['one\ntwo\nthree\nfour\nfive\nsix', null],
  mappings: ';AAEA,QACI;ECHJ',
}

test('a place in JavaScript is looked up at the last segment before it', () => {
  assert.deepEqual(lookUp(MAP, 1, 9), {
    file: 'app/a.py',
    line: 4,
    column: 4,
    frame: [
      { number: 2, text: 'two' },
      { number: 3, text: 'three' },
      { number: 4, text: 'four' },
      { number: 5, text: 'five' },
      { number: 6, text: 'six' },
    ],
  })
  assert.equal(lookUp(MAP, 1, 3)?.line, 3)
})

test('positions run on over lines and files', () => {
  assert.deepEqual(lookUp(MAP, 2, 5), { file: 'app/b.py', line: 1, column: 0, frame: [] })
})

test('a line that came from nowhere has no place', () => {
  assert.equal(lookUp(MAP, 0, 0), null)
  assert.equal(lookUp(MAP, 9, 0), null)
})

test('the stacks of Chromium, Firefox and Safari are read', () => {
  const call = { name: 'on_click', url: 'http://127.0.0.1:80/generated/~2/app/m.js', line: 3, column: 7 }
  const { url } = call
  assert.deepEqual(parseStack(`Error: no\n    at CounterModule.on_click (${url}:3:7)\n    at ${url}:9:1\n    at async f (${url}:1:2)`), [
    { ...call, name: 'CounterModule.on_click' },
    { name: '', url, line: 9, column: 1 },
    { name: 'f', url, line: 1, column: 2 },
  ])
  assert.deepEqual(parseStack(`on_click@${url}:3:7\n@${url}:9:1\n`), [call, { name: '', url, line: 9, column: 1 }])
})
