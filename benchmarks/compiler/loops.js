// The same loops as a person would write them in JavaScript.
export function integers(n) {
  let total = 0
  for (let i = 0; i < n; i++) {
    if (i % 3 === 0) total += i * 2
    else total -= Math.floor(i / 2)
  }
  return total
}

export function strings(n) {
  let out = ''
  for (let i = 0; i < n; i++) out += `item ${i},`
  return out.length
}

export function counting(n) {
  const counts = new Map()
  for (let i = 0; i < n; i++) {
    const key = `k${i % 100}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts.size
}

class Point {
  constructor(x, y) {
    this.x = x
    this.y = y
  }

  moved(dx, dy) {
    return new Point(this.x + dx, this.y + dy)
  }
}

export function methods(n) {
  let p = new Point(0, 0)
  for (let i = 0; i < n; i++) p = p.moved(1, i)
  return p.x + p.y
}

export function lists(n) {
  const rows = []
  for (let i = 0; i < n; i++) rows.push(i * 2)
  let total = 0
  for (const row of rows) total += row
  return total
}
