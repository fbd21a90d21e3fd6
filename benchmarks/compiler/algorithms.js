// The same algorithms as a person would write them in JavaScript.
export function sieve(n) {
  const flags = new Array(n + 1).fill(true)
  flags[0] = false
  flags[1] = false
  for (let i = 2; i * i <= n; i++) {
    if (flags[i]) for (let j = i * i; j <= n; j += i) flags[j] = false
  }
  let count = 0
  for (const flag of flags) if (flag) count++
  return count
}

export function matrix(n) {
  const a = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i * j) % 7))
  const b = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i + j) % 5))
  let total = 0
  for (let i = 0; i < n; i++) {
    const row = a[i]
    for (let j = 0; j < n; j++) {
      let cell = 0
      for (let k = 0; k < n; k++) cell += row[k] * b[k][j]
      total += cell
    }
  }
  return total
}

export function levenshtein(n) {
  const a = 'kitten sitting on the mitten'.repeat(n)
  const b = 'sitting kitten in the kitchen'.repeat(n)
  let before = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      row.push(Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + cost))
    }
    before = row
  }
  return before[before.length - 1]
}

export function words(n) {
  const text = 'the quick brown fox jumps over the lazy dog and the cat '.repeat(n)
  const counts = new Map()
  for (const word of text.trim().split(/\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1)
  let best = ''
  for (const word of counts.keys()) if (best === '' || counts.get(word) > counts.get(best)) best = word
  return best + counts.get(best)
}

export function life(n) {
  const size = 40
  let grid = Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => ((x * 7 + y * 3) % 5 < 2 ? 1 : 0)))
  for (let turn = 0; turn < n; turn++) {
    const after = []
    for (let y = 0; y < size; y++) {
      const line = []
      for (let x = 0; x < size; x++) {
        let near = 0
        for (let dy = -1; dy < 2; dy++) {
          for (let dx = -1; dx < 2; dx++) {
            if (dx !== 0 || dy !== 0) near += grid[(y + dy + size) % size][(x + dx + size) % size]
          }
        }
        line.push(near === 3 || (near === 2 && grid[y][x] === 1) ? 1 : 0)
      }
      after.push(line)
    }
    grid = after
  }
  let alive = 0
  for (const line of grid) for (const cell of line) alive += cell
  return alive
}

export function mandelbrot(n) {
  let inside = 0
  for (let py = 0; py < n; py++) {
    for (let px = 0; px < n; px++) {
      const x0 = (px / n) * 3.5 - 2.5
      const y0 = (py / n) * 2 - 1
      let x = 0
      let y = 0
      let i = 0
      while (x * x + y * y <= 4 && i < 50) {
        const next = x * x - y * y + x0
        y = 2 * x * y + y0
        x = next
        i++
      }
      if (i === 50) inside++
    }
  }
  return inside
}

export function queens(n) {
  return place(n, 0, [])
}

function place(n, row, cols) {
  if (row === n) return 1
  let found = 0
  for (let col = 0; col < n; col++) {
    let safe = true
    for (let r = 0; r < row; r++) {
      const c = cols[r]
      if (c === col || c - col === row - r || col - c === row - r) {
        safe = false
        break
      }
    }
    if (safe) {
      cols.push(col)
      found += place(n, row + 1, cols)
      cols.pop()
    }
  }
  return found
}

export function search(n) {
  const xs = Array.from({ length: n }, (_, i) => i * 3)
  let hits = 0
  for (let wanted = 0; wanted < n; wanted++) {
    let low = 0
    let high = xs.length - 1
    while (low <= high) {
      const middle = Math.floor((low + high) / 2)
      const value = xs[middle]
      if (value === wanted) {
        hits++
        break
      }
      if (value < wanted) low = middle + 1
      else high = middle - 1
    }
  }
  return hits
}

export function bubble(n) {
  const xs = Array.from({ length: n }, (_, i) => (i * 7919) % 1009)
  for (let i = 0; i < xs.length; i++) {
    for (let j = 0; j < xs.length - i - 1; j++) {
      if (xs[j] > xs[j + 1]) {
        const x = xs[j]
        xs[j] = xs[j + 1]
        xs[j + 1] = x
      }
    }
  }
  return xs[0] + xs[xs.length - 1] + xs.length
}

export function merge(n) {
  const xs = Array.from({ length: n }, (_, i) => (i * 7919) % 10007)
  return merged(xs).slice(0, 10).reduce((a, b) => a + b, 0)
}

function merged(xs) {
  if (xs.length < 2) return xs
  const middle = Math.floor(xs.length / 2)
  const left = merged(xs.slice(0, middle))
  const right = merged(xs.slice(middle))
  const out = []
  let i = 0
  let j = 0
  while (i < left.length && j < right.length) {
    if (left[i] <= right[j]) out.push(left[i++])
    else out.push(right[j++])
  }
  out.push(...left.slice(i))
  out.push(...right.slice(j))
  return out
}

export function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

export function memo(n) {
  let total = 0
  for (let turn = 0; turn < n; turn++) total += remembered(60, new Map()) % 1000
  return total
}

function remembered(n, known) {
  if (n < 2) return n
  if (known.has(n)) return known.get(n)
  const value = remembered(n - 1, known) + remembered(n - 2, known)
  known.set(n, value)
  return value
}

export function factors(n) {
  let total = 0
  for (let start = 2; start < n; start++) {
    let left = start
    let d = 2
    while (d * d <= left) {
      while (left % d === 0) {
        total += d
        left = Math.floor(left / d)
      }
      d++
    }
    if (left > 1) total += left
  }
  return total
}

export function palindromes(n) {
  let count = 0
  for (let i = 0; i < n; i++) {
    const s = String(i)
    if (s === [...s].reverse().join('')) count++
  }
  return count
}

export function runs(n) {
  const text = 'aaabbbccddddde'.repeat(n)
  const out = []
  let i = 0
  while (i < text.length) {
    let j = i
    while (j < text.length && text[j] === text[i]) j++
    out.push(text[i] + String(j - i))
    i = j
  }
  return out.join('').length
}

export function tree(n) {
  const root = { value: 1, children: [] }
  for (let i = 0; i < n; i++) root.children.push({ value: i, children: [{ value: i * 2, children: [] }] })
  return walk(root)
}

function walk(node) {
  let total = node.value
  for (const child of node.children) total += walk(child)
  return total
}

export function vowels(n) {
  const text = 'the quick brown fox jumps over the lazy dog'.repeat(n)
  let count = 0
  for (const c of text) if ('aeiou'.includes(c)) count++
  return count
}

export function paths(n) {
  const edges = new Map()
  for (let i = 0; i < n; i++) {
    edges.set(i, [
      [(i * 7 + 1) % n, 3],
      [(i * 3 + 2) % n, 5],
      [(i + 1) % n, 7],
    ])
  }
  const distance = new Map([[0, 0]])
  const heap = [[0, 0]]
  while (heap.length > 0) {
    let best = 0
    for (let i = 1; i < heap.length; i++) if (heap[i][0] < heap[best][0]) best = i
    const [[cost, node]] = heap.splice(best, 1)
    if (cost > distance.get(node)) continue
    for (const [target, weight] of edges.get(node)) {
      const total = cost + weight
      if (!distance.has(target) || total < distance.get(target)) {
        distance.set(target, total)
        heap.push([total, target])
      }
    }
  }
  let out = 0
  for (const value of distance.values()) out += value
  return out
}

class Counter {
  constructor() {
    this.n = 0
    this.seen = []
  }

  hit(by) {
    this.n += by
    if (this.n % 1000 === 0) this.seen.push(this.n)
  }
}

export function counters(n) {
  const c = new Counter()
  for (let i = 0; i < n; i++) c.hit(1)
  return c.n + c.seen.length
}

export function pairs(n) {
  const xs = Array.from({ length: n }, (_, i) => i % 10)
  const ys = Array.from({ length: n }, (_, i) => i % 7)
  let total = 0
  for (const [i, x] of xs.entries()) total += i * x
  for (let i = 0; i < Math.min(xs.length, ys.length); i++) total += xs[i] * ys[i]
  return total
}

export function groups(n) {
  const out = new Map()
  for (let i = 0; i < n; i++) {
    const key = `g${i % 50}`
    if (!out.has(key)) out.set(key, [])
    out.get(key).push(i)
  }
  let longest = 0
  for (const value of out.values()) longest = Math.max(longest, value.length)
  return longest
}

export function floats(n) {
  let total = 0
  let x = 0.5
  for (let i = 0; i < n; i++) {
    x = x * 3.7 * (1 - x)
    total += x
  }
  return Math.trunc(total)
}
