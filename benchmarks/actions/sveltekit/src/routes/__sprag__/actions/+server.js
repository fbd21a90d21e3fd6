import { json } from '@sveltejs/kit'

export async function POST({ request }) {
  const call = await request.json().catch(() => null)
  const count = call?.payload?.count
  if (!Number.isInteger(count)) return json({ error: 'count must be an integer' }, { status: 400 })
  return json({ value: { count: count + 1 } })
}
