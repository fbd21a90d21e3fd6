// Every marked line of this file must be refused.
import { bus, Component, createElement, createStateStore, Module, ragotRegistry } from 'ragot-js'

class Counter extends Component<{ n: number }> {}
const counter = new Counter({ n: 1 })
// @ts-expect-error the state has no such key
counter.setState({ m: 2 })
// @ts-expect-error of another type
counter.setState({ n: '2' })
// @ts-expect-error a state is needed in its whole form
new Counter({})
const module = new Module({ n: 1 })
// @ts-expect-error the selected part is a number
module.subscribe((n: string) => n, { selector: (state: { n: number }): number => state.n })
// @ts-expect-error no such option
module.watchState(() => {}, { owner: module })
const store = createStateStore({ n: 1 })
// @ts-expect-error not in the state
store.getState().m
// @ts-expect-error of another type
store.patch({ n: 'x' })
// @ts-expect-error not a function
createElement('p', { ref: 'name' })
// @ts-expect-error a number has no trim
bus.on<number>('x', (data) => data.trim())
// @ts-expect-error an owner can end things
ragotRegistry.provide('k', 1, {})
