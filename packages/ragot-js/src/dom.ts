/** What `dom.*` compiles to. */

export { animateIn, animateOut } from './animate.js'
export { append, batchAppend, clear, createElement, insertBefore, prepend, remove } from './element.js'
export { $, $$, attr, createIcon, css, hide, show, toggle } from './helpers.js'
export { clearPool } from './list.js'
