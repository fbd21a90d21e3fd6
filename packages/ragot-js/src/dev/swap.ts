/** New code into the running page: its classes take over state and DOM of those with the same name. */

import { follow, live } from '../client/boot.js'
import type { ComponentClass, Live, ModuleClass } from '../client/client.js'
import { hydrate } from '../hydrate.js'
import { keepFocus } from './keep.js'

/** The path of a file in the browser's tree, whichever build its URL names. */
export function fileOf(url: string): string {
  return new URL(url, location.href).pathname.replace(/^.*\/generated\/(~[^/]+\/)?/, '')
}

/** Whether this page runs the file. */
export function isLoaded(url: string): boolean {
  const file = fileOf(url)
  return performance.getEntriesByType('resource').some(({ name }) => name.includes('/generated/') && fileOf(name) === file)
}

/** Imports `urls` and starts every component and module of the page whose class is in there anew, on its DOM and state. */
export async function swapCode(urls: readonly string[]): Promise<void> {
  const classes: Record<string, unknown> = {}
  for (const namespace of await Promise.all(urls.map((url) => import(url) as Promise<object>))) Object.assign(classes, namespace)
  for (const one of live) if (concerns(one, classes)) keepFocus(one.element, () => restart(one, classes))
}

function concerns({ component, module }: Live, classes: Record<string, unknown>): boolean {
  return component.mounted && (component.constructor.name in classes || (!!module && module.constructor.name in classes))
}

function restart(one: Live, classes: Record<string, unknown>): void {
  const { component: before, module: moduleBefore, element } = one
  // Leaving keeps the nodes, so that the new component can adopt them.
  before.$leave()
  moduleBefore?.stop()
  const module = moduleBefore && new (newest<ModuleClass>(moduleBefore, classes))(moduleBefore.state)
  const component = new (newest<ComponentClass>(before, classes))(before.state, { props: before.props, module })
  Object.assign(one, { component, module })
  if (module) Object.assign(module, { element, component })
  hydrate(component, element)
  if (!module) return
  follow(module, component, false)
  module.start()
}

function newest<C>(instance: object, classes: Record<string, unknown>): C {
  return (classes[instance.constructor.name] ?? instance.constructor) as C
}
