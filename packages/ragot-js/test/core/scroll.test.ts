import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { longestRise } from '../../src/order.js'
import { Extents, visibleChunks } from '../../src/scroll/range.js'

const RUNS = { numRuns: Number(process.env['RAGOT_RUNS'] ?? 200) }

test('offsets, the whole size and the chunk at an offset agree with adding up', () => {
  const measured = fc.array(fc.record({ i: fc.nat(39), px: fc.integer({ min: 1, max: 300 }) }), { maxLength: 60 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 100 }), measured, fc.nat(60), (count, guess, sizes, later) => {
      const known = sizes.filter(({ i }) => i < count)
      const extents = new Extents(count, guess)
      // What the first one measures is what the others are taken for.
      const model = new Array<number>(count).fill(known[0]?.px ?? guess)
      for (const { i, px } of known) {
        assert.equal(extents.measure(i, px), px - model[i]!)
        model[i] = px
      }
      const agree = (): void => {
        let offset = 0
        model.forEach((size, i) => {
          assert.equal(extents.offsetOf(i), offset)
          assert.deepEqual([extents.at(offset), extents.at(offset + size - 0.5)], [i, i])
          offset += size
        })
        assert.deepEqual([extents.total, extents.at(-5), extents.at(offset + 5)], [offset, 0, Math.max(0, model.length - 1)])
      }
      agree()
      extents.resize(later)
      const estimate = known[0]?.px ?? guess
      model.length = Math.min(later, count)
      while (model.length < later) model.push(estimate)
      agree()
    }),
    RUNS,
  )
})

test('the window holds what is in view, at most as much as allowed, and nothing outside of the list', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 9 }), fc.integer({ min: -500, max: 5000 }), fc.nat(800), (count, most, offset, margin) => {
      const extents = new Extents(count, 50)
      const { first, end } = visibleChunks(extents, { offset, size: 200 }, margin, most)
      assert.ok(first >= 0 && end <= count && end - first <= most)
      if (!count) return assert.deepEqual([first, end], [0, 0])
      const inView = Math.min(most, extents.at(offset + 199.5) - extents.at(offset) + 1)
      assert.ok(first <= extents.at(offset) && end >= extents.at(offset) + inView)
    }),
    RUNS,
  )
})

test('the longest rise is rising and none is longer', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 9 }), (values) => {
      const rank = Int32Array.from(values)
      const run = [...longestRise(rank)].map((i) => rank[i]!)
      assert.ok(run.every((value, i) => value > 0 && (i === 0 || run[i - 1]! < value)))
      let best = 0
      for (let mask = 0; mask < 1 << values.length; mask++) {
        const picked = values.filter((_, i) => mask & (1 << i))
        if (picked.every((value, i) => value > 0 && (i === 0 || picked[i - 1]! < value))) best = Math.max(best, picked.length)
      }
      assert.equal(run.length, best)
    }),
    RUNS,
  )
})
