/** The start of a page's browser part: payload, features, the server's DOM adopted, modules. */

import { serveBelow } from '../attributes.js'
import { bus } from '../bus.js'
import { Component } from '../component.js'
import { hydrate } from '../hydrate.js'
import { Module } from '../module.js'
import { actionErrorMessage, callAction } from './actions.js'
import { PROBLEM, type Client, type ComponentClass, type Feature, type Live, type ModuleClass, type Problem } from './client.js'
import { replayEarlyClick } from './early.js'
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

/** What runs on this page; for the dev tools. */
export const live: Live[] = []

const leaving: (() => void)[] = []

/**
 * Starts the page. The classes are those that its payload names. Resolves when every module has started; what fails is
 * reported, and leaves the server's HTML as it is.
 */
export async function boot(
  components: Record<string, ComponentClass>,
  modules: Record<string, ModuleClass>,
  features: readonly Feature[] = [],
): Promise<void> {
  try {
    const shown = page()
    serveBelow(shown.base)
    const read = payload()!
    Object.assign(globalThis, { __SPRAG_PAYLOAD__: read, __SPRAG_ENV__: read.env })
    Object.assign(Module.prototype, { callAction, actionErrorMessage, route: shown.path, actions: shown.actions })
    Object.assign(Component.prototype, { actionErrorMessage })
    addEventListener('pagehide', leave)
    const waits: Promise<unknown>[] = []
    const client: Client = {
      payload: read,
      page: shown,
      modules,
      onLeave: (fn) => leaving.push(fn),
      waitFor: (ready) => waits.push(ready),
    }
    for (const feature of features) feature.install(client)
    // Without anything to wait for, the page is alive within this task.
    if (waits.length) await Promise.all(waits)
    const aliveAt = performance.now()
    for (const entry of entriesOf(read)) {
      try {
        start(entry, components, modules)
      } catch (error) {
        failed(error, `starting ${entry.module ?? entry.component}`)
      }
    }
    replayEarlyClick(live, aliveAt)
  } catch (error) {
    failed(error, 'starting the page')
  }
}

interface Entry {
  selector: string
  component: string
  module: string | null
  state: State
  props: unknown
  /** Undefined when equal to `state`. */
  moduleState: State | undefined
  hydrates: boolean
}

function entriesOf(read: Payload): Entry[] {
  const { mount } = read
  if (mount) {
    const state = (read.boot ?? {}) as State
    return [{ ...mount, selector: '#app-root', state, props: state, moduleState: undefined, hydrates: false }]
  }
  return read.hydration.map((entry) => ({
    ...entry,
    selector: `[data-sprag-hydrate-id="${entry.id}"]`,
    props: entry.props ?? entry.state,
    moduleState: entry.module_state,
    hydrates: true,
  }))
}

function start(entry: Entry, components: Record<string, ComponentClass>, modules: Record<string, ModuleClass>): void {
  const element = document.querySelector<HTMLElement>(entry.selector)
  if (!element) throw new Error(`the page has no element ${entry.selector} for ${entry.component}`)
  const Shown = known(components, entry.component)
  const module = entry.module ? new (known(modules, entry.module))(entry.moduleState ?? entry.state) : null
  const component = new Shown(entry.state, { props: entry.props, module })
  live.push({ element, component, module })
  if (module) {
    module.element = element
    module.component = component
  }
  const shown = element.firstChild
  try {
    if (entry.hydrates) hydrate(component, element)
    else component.mount(element)
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
  module.adopt(component, { startMethod: '', stopMethod: 'unmount' })
  module.watchState(
    (state) => (custom ? custom.call(module, component, state) : component.setState(state)),
    { immediate: differs || !!custom },
  )
}

function known<T>(classes: Record<string, T>, name: string): T {
  if (!Object.hasOwn(classes, name)) throw new Error(`the page's script has no class ${name}`)
  return classes[name]!
}

function failed(error: unknown, during: string): void {
  console.error(`[SPRAG] ${during} failed`, error)
  bus.emit<Problem>(PROBLEM, { kind: 'boot', error, during })
}

/** A page that the browser keeps for the way back stays as it is; one that ends is stopped. */
function leave({ persisted }: PageTransitionEvent): void {
  if (persisted) return
  bus.emit('sprag:teardown', { reason: 'pagehide' })
  for (const { module, component } of live.splice(0)) {
    if (module) module.stop()
    else component.unmount()
  }
  for (const fn of leaving.splice(0).reverse()) fn()
}
