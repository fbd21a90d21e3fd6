// Every line of this file must compile.
import RAGOT, { bus, Component, createElement, createStateStore, Module, ragotRegistry, VirtualScroller, type StateStore } from 'ragot-js'
import type {
  CleanupFn, EventBus, RAGOTNamespace, RAGOTRegistry, UnsubscribeFn, VirtualScrollerDebugHooks, VirtualScrollerLoadContext,
} from 'ragot-js'
import 'ragot-js/global'

class Counter extends Component<{ n: number }> {
  override render(): HTMLElement {
    return createElement('p', { className: ['a', null], dataset: { n: 1 }, onClick: (event) => event.preventDefault() }, this.state.n)
  }
}
const counter = new Counter({ n: 1 })
counter.setState({ n: 2 })
counter.setState((state) => ({ n: state.n + 1 }))
const root: HTMLElement | null = counter.mount(document.body)

class Clock extends Module<{ seconds: number; label: string }> {
  override onStart(): void {
    this.interval(() => this.batchState((state) => void (state.seconds += 1)), 1000)
    this.watchState((seconds, state) => seconds.toFixed() + state.label, { selector: (state) => state.seconds })
    this.adoptComponent(counter, { startArgs: [document.body], sync: (component, state) => component.setState({ n: state.seconds }) })
  }
}
const clock: Clock = new Clock({ seconds: 0, label: 's' }).start()

const store: StateStore<{ user: { name: string }; n: number }> = createStateStore({ user: { name: 'Ada' }, n: 1 })
store.subscribe((name, change) => name.trim() + change.version, { selector: (state) => state.user.name, owner: clock })
const added: number = store.registerActions({ add: (one: typeof store, by: number) => one.get<number>('n') + by }).add(2)

const input: HTMLInputElement = createElement('input', { value: 'x' })
const circle: SVGCircleElement = createElement('svg:circle', { r: 1 })
ragotRegistry.require<number>('k').toFixed()
ragotRegistry.waitForCancellable<number>('k', { timeoutMs: 10 }).cancel()
bus.on<string>('x', (data) => data.trim())()
new VirtualScroller({ chunkSize: 10, totalItems: () => 5, renderChunk: async () => createElement('div') }).jumpToIndex(1)
RAGOT.append(document.body, 'ok', ['a', 1, null])
window.RAGOT.createElement('b')
window.ragotRegistry.provide('k', 42, null, { replace: true }).toFixed()
const end: UnsubscribeFn & CleanupFn = (bus satisfies EventBus).on('x', () => undefined)
const held: RAGOTRegistry = (RAGOT satisfies RAGOTNamespace).ragotRegistry
const hooks: VirtualScrollerDebugHooks = { onEvent: ({ type }) => type.trim() }
const wanted = (chunk: VirtualScrollerLoadContext): boolean => chunk.isCurrent()
export default [end, held, hooks, wanted, root, added, input, circle, window.ragotModules['x']]
