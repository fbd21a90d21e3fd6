/** The public names as one object: half the text of a module's namespace. */

import {
  $, $$, animateIn, animateOut, append, attr, batchAppend, bus, clear, clearPool, Component, createApp, createElement, createIcon,
  createInfiniteScroll, createLazyLoader, createSelector, createStateStore, css, delegateEvent, hide, insertBefore, Module, morphDOM,
  prepend, ragotModules, ragotRegistry, remove, renderGrid, renderList, show, toggle, VirtualScroller,
} from './names.js'

export const all = {
  $, $$, animateIn, animateOut, append, attr, batchAppend, bus, clear, clearPool, Component, createApp, createElement, createIcon,
  createInfiniteScroll, createLazyLoader, createSelector, createStateStore, css, delegateEvent, hide, insertBefore, Module, morphDOM,
  prepend, ragotModules, ragotRegistry, remove, renderGrid, renderList, show, toggle, VirtualScroller,
}
