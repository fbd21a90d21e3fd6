/** Everything that `ragot-js` offers. Importing it puts `ragotRegistry` and `ragotModules` on the window. */

import { exposeGlobals } from './modules.js'
import { all } from './all.js'

export * from './names.js'
export type { EventBus } from './bus.js'
export type { ComponentOptions, Change } from './component.js'
export type { CreateElementOptions, ElementChild, EventHandler } from './element.js'
export type { SocketHandler, SocketLike } from './handwritten.js'
export type { RenderGridOptions, RenderListOptions } from './list.js'
export type { Cleanup as CleanupFn, LifecycleOwner, Unsubscribe as UnsubscribeFn } from './lifetime.js'
export type { AdoptComponentOptions, SubscribeOptions } from './module.js'
export type { AdoptOptions } from './owner.js'
export type { CancellableWait, ProvideOptions, Registry as RAGOTRegistry, WaitForOptions } from './registry.js'
export type { InfiniteScrollController, InfiniteScrollOptions } from './scroll/infinite.js'
export type { LazyLoaderController, LazyLoaderOptions, LazyRetryContext, LazyRetryOptions } from './scroll/lazy.js'
export type {
  DebugHooks as VirtualScrollerDebugHooks,
  LoadContext as VirtualScrollerLoadContext,
  VirtualScrollerDebugState,
  VirtualScrollerOptions,
} from './scroll/options.js'
export type { ChangeMeta, StateStore, StoreSubscribeOptions } from './store.js'
/** What `RAGOT` and the default export hold. */
export type RAGOTNamespace = typeof all

export default all

if (typeof window !== 'undefined') exposeGlobals(window)
