/** Declared ES modules of a page: what `imports.<alias>` reads. */

import type { Feature } from './client.js'

export const imports: Feature = {
  name: 'imports',
  install(client) {
    const found: Record<string, unknown> = {}
    Object.assign(globalThis, { __SPRAG_IMPORTS__: found })
    client.waitFor(
      Promise.all(
        Object.entries(client.page.modules).map(async ([alias, { src, export: name }]) => {
          found[alias] = await member(alias, src, name)
        }),
      ),
    )
  },
}

async function member(alias: string, src: string, name: string): Promise<unknown> {
  let loaded: Record<string, unknown>
  try {
    loaded = (await import(/* @vite-ignore */ new URL(src, document.baseURI).href)) as Record<string, unknown>
  } catch (error) {
    throw new Error(`the module '${alias}' (${src}) could not be loaded: ${(error as Error).message}`, { cause: error })
  }
  if (name === '*') return loaded
  if (!(name in loaded)) {
    throw new Error(`the module '${alias}' (${src}) has no export '${name}'; it has: ${Object.keys(loaded).join(', ')}`)
  }
  return loaded[name]
}
