/** Objects that a page provides to its modules: the browser's side of `page(providers={…})` and `self.provider(…)`. */

import { Component } from '../component.js'
import { Module } from '../module.js'
import { ragotRegistry } from '../registry.js'
import type { Feature } from './client.js'

interface Methods {
  provider(key: string): any
}

declare module '../module.js' {
  interface Module<S extends object = Record<string, any>> extends Methods {}
}
declare module '../component.js' {
  interface Component<S extends object = Record<string, any>> extends Methods {}
}

export const providers: Feature = {
  name: 'providers',
  install(client) {
    for (const { prototype } of [Module, Component]) {
      Object.assign(prototype, { provider: (key: string): unknown => ragotRegistry.require(key) })
    }
    for (const [key, className] of Object.entries(client.page.providers)) {
      const Class = client.modules[className]
      if (!Class) throw new Error(`provider '${key}': the page's script has no class ${className}`)
      const provided = new Class({})
      ragotRegistry.provide(key, provided, null, { replace: true })
      const { name } = provided as { name?: unknown }
      if (typeof name === 'string' && name && name !== key) ragotRegistry.provide(name, provided, null, { replace: true })
      provided.start()
      client.onLeave(() => provided.stop())
    }
  },
}
