export function load() {
  const rows = []
  for (let n = 1; n <= 100; n++) {
    rows.push({ id: n, name: `User & <${n}>`, email: `user${n}@example.org`, score: (n * 7) % 101 })
  }
  return { rows }
}
