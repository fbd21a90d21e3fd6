import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { EventBus } from '../../src/bus.js'
import { MISSING, parsePath, readPath, withoutPath, withPath, type Path } from '../../src/paths.js'

declare const TEST_ROOT: string
const cases = (name: string): any => JSON.parse(readFileSync(join(TEST_ROOT, '../../../contracts/cases', name), 'utf8'))

const paths = cases('paths.json')

test('paths have the keys of the shared cases', () => {
  for (const { path, keys } of paths.parse) assert.deepEqual(parsePath(path as Path), keys)
})

test('reading answers as the shared cases say', () => {
  for (const one of paths.read) {
    assert.deepEqual(readPath(one.root, parsePath(one.path)), one.missing ? MISSING : one.value, JSON.stringify(one))
  }
})

test('writing answers as the shared cases say, and changes nothing in place', () => {
  for (const one of paths.write) {
    const before = JSON.stringify(one.root)
    const write = (): unknown => withPath(one.root, parsePath(one.path), one.value)
    if (one.refused) assert.throws(write, RangeError)
    else assert.deepEqual(write(), one.result)
    assert.equal(JSON.stringify(one.root), before)
  }
})

test('removing answers as the shared cases say', () => {
  for (const one of paths.remove) assert.deepEqual(withoutPath(one.root, parsePath(one.path)), one.result)
})

test('what would change a prototype is no part of a path', () => {
  for (const path of ['__proto__.x', 'a.constructor', ['prototype']]) assert.throws(() => parsePath(path), TypeError)
})

for (const { name, steps } of cases('bus.json').cases) {
  test(`bus: ${name}`, (t) => {
    t.mock.method(console, 'error', () => {})
    const bus = new EventBus()
    const heard: unknown[] = []
    const listeners: Record<string, (data: unknown) => void> = {}
    for (const letter of ['a', 'b', 'x']) {
      listeners[letter] = (data) => {
        heard.push([letter, data ?? null])
        if (letter === 'x') throw new Error('as the case wants it')
      }
    }
    const ends: Array<(() => void) | undefined> = []
    steps.forEach((step: any, i: number) => {
      heard.length = 0
      if (step.emit) {
        bus.emit(step.emit[0], step.emit[1])
        assert.deepEqual(heard, step.heard)
      } else if ('end' in step) ends[step.end]!()
      else if ('clear' in step) bus.clear(step.clear ?? undefined)
      else {
        const [verb, [event, letter]] = Object.entries(step)[0] as ['on' | 'once' | 'off', [string, string]]
        ends[i] = bus[verb](event, listeners[letter]!) ?? undefined
      }
    })
  })
}
