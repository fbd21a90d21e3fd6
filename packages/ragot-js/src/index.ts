/** Everything that `ragot-js` offers. */

export { Component, Module } from './handwritten.js'
export { bus } from './bus.js'
export { ragotRegistry } from './registry.js'
export { createSelector } from './selector.js'
export { createElement, append, prepend, batchAppend, insertBefore, remove, clear } from './element.js'
export { morphDOM } from './morph.js'
export { delegateEvent } from './delegate.js'
