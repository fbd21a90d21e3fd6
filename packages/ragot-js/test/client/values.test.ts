import assert from 'node:assert/strict'
import { test } from 'node:test'

import { env, publicEnv } from '../../src/client/env.js'
import { same } from '../../src/client/plain.js'
import { openPage } from './page.js'

openPage({ env: { SPRAG_PUBLIC_NAME: 'Ada', SPRAG_PUBLIC_N: ' 1_000 ', SPRAG_PUBLIC_ON: 'Yes', SPRAG_PUBLIC_X: '1.5e3' } })

test('env gives the value, cast when asked', () => {
  assert.deepEqual(
    [env('SPRAG_PUBLIC_NAME'), env('SPRAG_PUBLIC_N', 0, 'int'), env('SPRAG_PUBLIC_ON', false, 'bool'), env('SPRAG_PUBLIC_X', 0, 'float')],
    ['Ada', 1000, true, 1500],
  )
})

test('a missing variable gives the default, uncast, else a KeyError that names it', () => {
  assert.equal(env('SPRAG_PUBLIC_NONE', '7', 'int'), '7')
  assert.equal(env('SPRAG_PUBLIC_NONE', null), null)
  const missing = { name: 'KeyError', message: "Missing required environment variable 'SPRAG_PUBLIC_NONE'." }
  assert.throws(() => env('SPRAG_PUBLIC_NONE'), missing)
  assert.throws(() => env('SPRAG_PUBLIC_NONE', 1, null, true), missing)
  assert.throws(() => env('constructor'), { name: 'KeyError' })
})

test('a value that the cast refuses is a ValueError that says what was expected', () => {
  assert.throws(() => env('SPRAG_PUBLIC_NAME', 0, 'int'), {
    name: 'ValueError',
    message: "Environment variable 'SPRAG_PUBLIC_NAME': expected int, got 'Ada'",
  })
  assert.throws(() => env('SPRAG_PUBLIC_NAME', false, 'bool'), { name: 'ValueError' })
})

test('publicEnv is a copy', () => {
  publicEnv()['SPRAG_PUBLIC_NAME'] = 'changed'
  assert.equal(publicEnv()['SPRAG_PUBLIC_NAME'], 'Ada')
})

test('same is == of Python on plain data', () => {
  assert.ok(same({ a: [1, { b: null }], c: 2 }, { c: 2, a: [true, { b: null }] }))
  for (const [a, b] of [[[1], [1, 2]], [{ a: 1 }, { b: 1 }], [null, 0], ['1', 1], [[], {}], [{}, null]]) assert.ok(!same(a, b))
})
