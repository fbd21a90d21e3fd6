/** Bringing a page's server HTML to life: payload, features, components, modules. */

import { serveBelow } from '../attributes.js'
import { bus } from '../bus.js'
import { Component } from '../component.js'
import { Module } from '../module.js'
import { actionErrorMessage, callAction } from './actions.js'
import { PROBLEM, type Client, type ComponentClass, type Feature, type Live, type ModuleClass, type Problem } from './client.js'
import { page, payload, type Payload, type State } from './payload.js'

declare module '../module.js' {
  interface Module<S extends object = Record<string, any>> {
    callAction: typeof callAction
    actionErrorMessage: typeof actionErrorMessage
    /** The path of the page, as the server routed it. */
    route: string
    actions: readonly string[]
    /** In place of handing the whole state on to the component. */
    syncComponent?(component: Component, state: S): void
  }
}
declare module '../component.js' {
  interface Component<S extends object = Record<string, any>> {
    actionErrorMessage: typeof actionErrorMessage
  }
}

/** A component that the payload names, and how it comes into the page. */
export interface Entry {
  selector: string
  component: string
  module: string | null
  state: State
  props: unknown
  /** Undefined when equal to `state`. */
  moduleState?: State
  show(component: Component, element: Element): void
}

export type Components = Record<string, ComponentClass>
export type Modules = Record<string, ModuleClass>

/** What runs on this page; for the dev tools. */
export const live: Live[] = []

const leaving: (() => void)[] = []

/**
 * Starts what `entriesOf` finds in the payload. Resolves when every module has started; what fails is reported, and
 * leaves the server's HTML as it is.
 */
export async function comeAlive(
  components: Components,
  modules: Modules,
  features: readonly Feature[],
  entriesOf: (read: Payload) => readonly Entry[],
): Promise<void> {
  try {
    const shown = page()
    serveBelow(shown.base)
    const read = payload()!
    Object.assign(globalThis, { __SPRAG_PAYLOAD__: read, __SPRAG_ENV__: read.env })
    Object.assign(Module.prototype, { callAction, actionErrorMessage, route: shown.path, actions: shown.actions })
    Object.assign(Component.prototype, { actionErrorMessage })
    const waits: Promise<unknown>[] = []
    const client: Client = {
      payload: read,
      page: shown,
      modules,
      onLeave: (fn) => leaving.push(fn),
      waitFor: (ready) => waits.push(ready),
    }
    for (const feature of features) feature.install(client)
    addEventListener('pagehide', leave)
    // Without anything to wait for, the page is alive within this task.
    if (waits.length) await Promise.all(waits)
    for (const entry of entriesOf(read)) {
      try {
        start(entry, components, modules)
      } catch (error) {
        failed(error, `starting ${entry.module ?? entry.component}`)
      }
    }
  } catch (error) {
    failed(error, 'starting the page')
  }
}

function start(entry: Entry, components: Components, modules: Modules): void {
  const { selector, state, props } = entry
  const element = document.querySelector<HTMLElement>(selector)!
  if (DEV && !element) throw new Error(`the page has no element ${selector} for ${entry.component}`)
  const module = entry.module ? new (known(modules, entry.module))(entry.moduleState ?? state) : null
  const component = new (known(components, entry.component))(state, { props, module })
  live.push({ element, component, module })
  const shown = element.firstChild
  try {
    if (module) Object.assign(module, { element, component })
    entry.show(component, element)
    if (!module) return
    follow(module, component, !!entry.moduleState)
    module.start()
  } catch (error) {
    // What fails to start takes its component with it; the server's HTML stays to be read.
    if (shown && !shown.isConnected) element.append(shown)
    throw error
  }
}

/** `component` shows the state of `module` and ends with it. */
export function follow(module: Module, component: Component, differs: boolean): void {
  const custom = module.syncComponent
  const show = (state: State): void => (custom ? custom.call(module, component, state) : component.setState(state))
  module.addCleanup(() => component.unmount())
  module.$watch(show)
  if (differs || custom) show(module.state)
}

function known<T>(classes: Record<string, T>, name: string): T {
  if (DEV && !Object.hasOwn(classes, name)) throw new Error(`the page's script has no class ${name}`)
  return classes[name]!
}

function failed(error: unknown, during: string): void {
  console.error(`[SPRAG] ${during} failed`, error)
  if (DEV) bus.emit<Problem>(PROBLEM, { kind: 'boot', error, during })
}

/** A page that the browser keeps for the way back stays as it is; one that ends is stopped. */
function leave({ persisted }: PageTransitionEvent): void {
  if (persisted) return
  for (const { module, component } of live.splice(0)) {
    if (module) module.stop()
    else component.unmount()
  }
  for (const fn of leaving.splice(0).reverse()) fn()
}
