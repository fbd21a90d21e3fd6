/** New code into the running page: its classes take over state and DOM of those with the same name. */

import { follow, live } from '../client/alive.js'
import type { ComponentClass, Live, ModuleClass } from '../client/client.js'
import { Component } from '../component.js'
import { hydrate } from '../hydrate.js'
import { quietly } from './differences.js'
import { keepFields } from './keep.js'

/** Every component of the page that is mounted, also those inside of others. */
const mounted = new Set<Component>()

/** Keeps account of the components that come and go, from now on. */
export function watchComponents(): void {
  const { $start, $leave } = Component.prototype
  Component.prototype.$start = function () {
    mounted.add(this)
    $start.call(this)
  }
  Component.prototype.$leave = function () {
    mounted.delete(this)
    $leave.call(this)
  }
}

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
  for (const one of live) if (concerns(one, classes)) keepFields(one.element, () => restart(one, classes))
}

function concerns({ component, module }: Live, classes: Record<string, unknown>): boolean {
  return component.$mounted && (component.constructor.name in classes || (!!module && module.constructor.name in classes))
}

function restart(one: Live, classes: Record<string, unknown>): void {
  const { component: before, module: moduleBefore, element } = one
  const inner = inside(element, before).map((child) => [identity(child), child.state] as const)
  // Leaving keeps the nodes, so that the new component can adopt them.
  before.$leave()
  moduleBefore?.stop()
  const module = moduleBefore && new (newest<ModuleClass>(moduleBefore, classes))(moduleBefore.state)
  const component = new (newest<ComponentClass>(before, classes))(before.state, { props: before.props, module })
  Object.assign(one, { component, module })
  if (module) Object.assign(module, { element, component })
  quietly(() => hydrate(component, element))
  for (const child of inside(element, component)) {
    const kept = inner.findIndex(([name]) => name === identity(child))
    if (kept >= 0) child.setState(inner.splice(kept, 1)[0]![1])
  }
  if (!module) return
  follow(module, component, false)
  module.start()
}

function newest<C>(instance: object, classes: Record<string, unknown>): C {
  return (classes[instance.constructor.name] ?? instance.constructor) as C
}

/** The components inside `root`, in the order of the document. */
function inside(element: Element, root: Component): Component[] {
  return [...mounted]
    .filter((one) => one !== root && one.$mounted && element.contains(one.$node()))
    .sort((a, b) => (a.$node().compareDocumentPosition(b.$node()) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
}

function identity(component: Component): string {
  return `${component.constructor.name} ${String(component.$key)}`
}
