/** What the features of a page share. */

import type { Component } from '../component.js'
import type { Module } from '../module.js'
import type { Page, Payload, State } from './payload.js'

export type ComponentClass = new (state: State, options: { props: unknown; module: Module | null }) => Component
export type ModuleClass = new (state: State) => Module

export interface Client {
  readonly payload: Payload
  readonly page: Page
  /** The classes of the page's script, by name. */
  readonly modules: Readonly<Record<string, ModuleClass>>
  /** Runs when the page is left for good. */
  onLeave(fn: () => void): void
  /** The modules start only when `ready` is settled; when it fails, the boot has failed. */
  waitFor(ready: Promise<unknown>): void
}

/** A part of the client that a page carries only when its code uses it. */
export interface Feature {
  readonly name: string
  install(client: Client): void
}

/** A component of the page with its module, as booted. */
export interface Live {
  readonly element: HTMLElement
  component: Component
  module: Module | null
}

/** What the dev overlay is told, on the bus; in production nobody listens. */
export interface Problem {
  kind: 'build' | 'boot' | 'runtime' | 'action' | 'socket'
  error: unknown
  /** What was being done, e.g. "starting CounterModule". */
  during?: string
}

export const PROBLEM = 'sprag:problem'
