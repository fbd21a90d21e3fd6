/** Events to and from the server: the browser's side of `on_socket`, `emit_socket`, topics and `refetch_on_socket`. */

import { bus } from '../bus.js'
import type { Unsubscribe } from '../lifetime.js'
import { Module } from '../module.js'
import { isSameMethod } from '../owner.js'
import { callAction, callsWaitFor, type ActionResult } from './actions.js'
import { Answer } from './answer.js'
import { PROBLEM, type Feature, type Problem } from './client.js'
import { SocketLink } from './link.js'
import { page } from './payload.js'

export type SocketHandler = (payload: any) => void

interface Listener {
  owner: Module
  event: string
  handler: SocketHandler
  end: Unsubscribe
}

/** What a refetch event says: which action to call. */
interface RefetchPayload {
  action?: string | null
  payload?: unknown
}

/** Keyword arguments of compiled code come as one object, after the positional ones. */
interface Refetch {
  event?: string
  action?: string | null
  onResult?: ((result: ActionResult, payload: RefetchPayload) => void) | null
  onError?: ((error: unknown, payload: RefetchPayload) => void) | null
}

type RefetchArguments =
  | [...positional: unknown[], options: Refetch]
  | [event?: string, action?: string | null, onResult?: Refetch['onResult'], onError?: Refetch['onError']]

declare module '../module.js' {
  interface Module<S extends object = Record<string, any>> {
    onSocket(event: string, handler: SocketHandler): this
    offSocket(event: string, handler: SocketHandler): this
    /** Resolves with the server's acknowledgement, rejects with an ActionError. */
    emitSocket(event: string, payload?: unknown): Answer
    joinTopic(topic: string): this
    leaveTopic(topic: string): this
    /** Calls an action when the server says that its result is another one; after a gap too. */
    refetchOnSocket(...args: RefetchArguments): SocketHandler
  }
}

const listeners = new Set<Listener>()
const members = new Map<string, Set<Module>>()
const refetchers = new Set<() => void>()
let link: SocketLink | null = null

export const sockets: Feature = {
  name: 'sockets',
  install() {
    Object.assign(base, methods)
    // An open socket keeps a page out of the back-forward cache.
    addEventListener('pagehide', () => link?.sleep())
    addEventListener('pageshow', (event) => event.persisted && link?.wake())
    addEventListener('online', () => link?.wake())
  },
}

const base = Module.prototype
const { onSocket, offSocket } = base

const methods = {
  /** `onSocket(event, fn)` is the page's socket; with a socket in front it is the one of the base class. */
  onSocket(this: Module, ...args: [string, SocketHandler] | Parameters<typeof onSocket>): Module {
    if (args.length !== 2 || typeof args[0] !== 'string') return onSocket.apply(this, args as Parameters<typeof onSocket>)
    const [event, handler] = args
    connect()
    if (!heard(this, event, handler)) {
      const listener: Listener = { owner: this, event, handler, end: this.$defer(() => listeners.delete(listener)) }
      listeners.add(listener)
    }
    return this
  },

  offSocket(this: Module, ...args: [string, SocketHandler] | Parameters<typeof offSocket>): Module {
    if (args.length !== 2 || typeof args[0] !== 'string') return offSocket.apply(this, args as Parameters<typeof offSocket>)
    const listener = heard(this, args[0], args[1]) ?? heard(this, args[0], args[1], isSameMethod)
    listener?.end()
    listeners.delete(listener!)
    return this
  },

  emitSocket(event: string, payload: unknown = null): Answer {
    return new Answer(connect().emit(event, payload), (error) => tellError({ event, error: error.message }, error))
  },

  joinTopic(this: Module, topic: string): Module {
    const joined = members.get(topic) ?? new Set()
    members.set(topic, joined)
    if (!joined.has(this)) {
      joined.add(this)
      this.addCleanup(() => depart(this, topic))
    }
    connect().join(topic)
    return this
  },

  leaveTopic(this: Module, topic: string): Module {
    depart(this, topic)
    return this
  },

  refetchOnSocket(this: Module, ...args: RefetchArguments): SocketHandler {
    const { event = 'sprag:refetch', action = null, onResult, onError } = refetchOf(args)
    const running = new Map<string, boolean>()
    let latest: RefetchPayload = { action }

    const handler = async (payload: RefetchPayload | null): Promise<void> => {
      const told = payload ?? {}
      const name = told.action || action
      if (!name) return
      latest = { action: name, payload: told.payload }
      const key = JSON.stringify([name, told.payload ?? {}])
      // Signals that come while the answer is on its way ask for one more call, not for one each.
      if (running.has(key)) return void running.set(key, true)
      do {
        running.set(key, false)
        await callAction(name, told.payload ?? {}).then(
          (result) => onResult?.(result, told),
          (error: unknown) => (onError ? onError(error, told) : tellError({ event, error: String((error as Error).message) }, error)),
        )
      } while (running.get(key))
      running.delete(key)
    }
    const again = (): void => void handler(latest)
    this.onSocket(event, handler as SocketHandler)
    refetchers.add(again)
    this.addCleanup(() => refetchers.delete(again))
    return handler as SocketHandler
  },
}

function refetchOf(args: RefetchArguments): Refetch {
  const last = args.at(-1)
  const options = typeof last === 'object' && last !== null ? (args.pop() as Refetch) : {}
  const names = ['event', 'action', 'onResult', 'onError']
  return { ...Object.fromEntries(args.map((value, i) => [names[i], value])), ...options }
}

function heard(owner: Module, event: string, handler: SocketHandler, same: typeof isSameMethod = Object.is): Listener | undefined {
  return [...listeners].find((one) => one.owner === owner && one.event === event && same(one.handler, handler))
}

function depart(module: Module, topic: string): void {
  const joined = members.get(topic)
  if (!joined?.delete(module) || joined.size) return
  members.delete(topic)
  link?.leave(topic)
}

function connect(): SocketLink {
  if (link) return link
  const { socket_endpoint, path } = page()
  if (!socket_endpoint) throw new Error('this page has no websocket; it is served as a static file')
  const url = new URL(socket_endpoint, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  link = new SocketLink(url.href, path, {
    event: dispatch,
    gap(stream) {
      tell('gap', { stream })
      for (const refetch of refetchers) refetch()
    },
    state(state, detail) {
      if (state === 'error') tellError(detail, null)
      else tell(state, detail)
    },
  })
  // An action may set off an event at once: the page has to be listening by then.
  callsWaitFor(Promise.race([link.tried, new Promise((late) => setTimeout(late, 2000))]))
  return link
}

/** A state of the connection, for `listen` and for `on_socket`. */
function tell(state: string, detail: Record<string, unknown>): void {
  bus.emit(`sprag:socket:${state}`, detail)
  dispatch(`sprag:socket:${state}`, detail)
}

function tellError(detail: Record<string, unknown>, error: unknown): void {
  tell('error', detail)
  problem(error ?? new Error(String(detail['error'])), 'the websocket')
}

function dispatch(event: string, payload: unknown): void {
  for (const one of [...listeners]) {
    if (one.event !== event || !listeners.has(one)) continue
    try {
      one.handler(payload)
    } catch (error) {
      problem(error, `a handler of '${event}'`)
      console.error(`[SPRAG] a handler of '${event}' failed`, error)
    }
  }
}

function problem(error: unknown, during: string): void {
  bus.emit<Problem>(PROBLEM, { kind: 'socket', error, during })
}
