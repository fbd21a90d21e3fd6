/**
 * The page's websocket: it comes back by itself, resumes where it was, and delivers each event once, in order.
 * The frames are described in docs/architecture.md, "On the websocket".
 */

import { ActionError, unreachable } from './actions.js'
import type { ClientFrame, EventFrame, Position, ReadyFrame, ServerFrame } from './wire.js'

export interface LinkEvents {
  event(name: string, payload: unknown): void
  /** Events of `stream` were lost; null: of every stream. */
  gap(stream: string | null): void
  state(state: 'open' | 'ready' | 'close' | 'error', detail: Record<string, unknown>): void
}

interface Call {
  frame: ClientFrame
  sent: boolean
  resolve(value: unknown): void
  reject(error: ActionError): void
}

const HEARTBEAT = 25_000
const SILENCE = 10_000
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000
const CALLS = 100

export class SocketLink {
  #url: string
  #route: string
  #events: LinkEvents
  #socket: WebSocket | null = null
  #ready = false
  #closed = false
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #token: string | null = null
  #positions = new Map<string, Position>()
  #topics = new Set<string>()
  #joined = new Set<string>()
  #calls = new Map<number, Call>()
  #lastId = 0
  #tried = (): void => {}

  /** Settled once the first attempt to connect has come to an end, good or bad. */
  readonly tried = new Promise<void>((done) => (this.#tried = done))

  constructor(url: string, route: string, events: LinkEvents) {
    this.#url = url
    this.#route = route
    this.#events = events
    this.#connect()
  }

  /** Sends an event; resolves with what the server's handler acknowledges. */
  emit(event: string, payload: unknown): Promise<unknown> {
    return this.#call({ type: 'emit', event, payload, route: this.#route })
  }

  join(topic: string): void {
    this.#topics.add(topic)
    if (this.#ready) this.#syncTopics()
  }

  leave(topic: string): void {
    this.#topics.delete(topic)
    if (this.#ready) this.#syncTopics()
  }

  /** Lets the connection go; `wake` resumes it. */
  sleep(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#drop('the page was hidden')
  }

  /** Connects now, if it is not connected. */
  wake(): void {
    this.#closed = false
    if (this.#socket) return
    clearTimeout(this.#timer)
    this.#connect()
  }

  #connect(): void {
    const socket = (this.#socket = new WebSocket(this.#url))
    socket.onopen = () => {
      const resume = this.#token && { token: this.#token, streams: Object.fromEntries(this.#positions) }
      this.#send({ type: 'hello', route: this.#route, ...(resume ? { resume } : null) })
      this.#events.state('open', {})
      this.#listenForSilence()
    }
    socket.onmessage = (message: MessageEvent<string>) => {
      this.#listenForSilence()
      this.#receive(message.data)
    }
    socket.onclose = ({ code, reason }) => this.#lost(code, reason)
  }

  #receive(text: string): void {
    let frame: ServerFrame
    try {
      frame = JSON.parse(text) as ServerFrame
    } catch {
      return this.#events.state('error', { error: 'The server sent a frame that is no JSON.' })
    }
    switch (frame.type) {
      case 'ready':
        return this.#becomeReady(frame)
      case 'event':
        if (this.#isNew(frame)) this.#events.event(frame.event, frame.payload)
        return
      case 'gap':
        this.#positions.set(frame.stream, frame.pos)
        return this.#events.gap(frame.stream)
      case 'ack':
        return this.#take(frame.id)?.resolve(frame.value)
      case 'topic':
        if (frame.stream && frame.pos) this.#note(frame.stream, frame.pos)
        return this.#take(frame.id)?.resolve(null)
      case 'error': {
        const { type: _, id, ...response } = frame
        const call = this.#take(id)
        if (call) call.reject(new ActionError(frame.status ?? 500, { ...response, ok: false }))
        else this.#events.state('error', response)
      }
    }
  }

  #becomeReady({ id, token, streams, resumed }: ReadyFrame): void {
    const before = this.#token
    this.#ready = true
    this.#attempt = 0
    this.#token = token
    if (!resumed) {
      this.#positions.clear()
      this.#joined.clear()
    }
    for (const stream in streams) this.#note(stream, streams[stream]!)
    this.#tried()
    this.#events.state('ready', { id, resumed })
    this.#syncTopics()
    for (const call of this.#calls.values()) if (!call.sent) this.#sendCall(call)
    if (before && !resumed) this.#events.gap(null)
  }

  /** Remembers where a stream starts; what was received since counts more. */
  #note(stream: string, position: Position): void {
    const known = this.#positions.get(stream)
    if (!known || known[0] !== position[0]) this.#positions.set(stream, position)
  }

  #isNew({ stream, pos }: EventFrame): boolean {
    if (!stream || !pos) return true
    const known = this.#positions.get(stream)
    if (known && known[0] === pos[0] && pos[1] <= known[1]) return false
    this.#positions.set(stream, pos)
    return true
  }

  #syncTopics(): void {
    for (const topic of this.#topics) if (!this.#joined.has(topic)) this.#topic('join', topic)
    for (const topic of this.#joined) if (!this.#topics.has(topic)) this.#topic('leave', topic)
  }

  #topic(action: 'join' | 'leave', topic: string): void {
    if (action === 'join') this.#joined.add(topic)
    else this.#joined.delete(topic)
    this.#call({ type: 'topic', action, topic }).catch((error: ActionError) => {
      // Not connected is no refusal: the next `ready` joins again.
      if (!error.status) return
      this.#topics.delete(topic)
      this.#events.state('error', { ...error.response, topic })
    })
  }

  #call(frame: ClientFrame): Promise<unknown> {
    if (this.#calls.size >= CALLS) {
      const error = `${CALLS} messages are waiting for the server already.`
      return Promise.reject(new ActionError(0, { ok: false, code: 'SPRAG_SOCKET_BUSY', error }))
    }
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      const call: Call = { frame: { ...frame, id }, sent: false, resolve, reject }
      this.#calls.set(id, call)
      if (this.#ready) this.#sendCall(call)
    })
  }

  #sendCall(call: Call): void {
    call.sent = true
    this.#send(call.frame)
  }

  #take(id: number | null | undefined): Call | undefined {
    const call = this.#calls.get(id as number)
    this.#calls.delete(id as number)
    return call
  }

  #send(frame: ClientFrame): void {
    this.#socket!.send(JSON.stringify(frame))
  }

  /** A half-open connection looks like a quiet one: ask, and leave when nothing comes. */
  #listenForSilence(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#send({ type: 'ping' })
      this.#timer = setTimeout(() => this.#lost(4000, 'silent'), SILENCE)
    }, HEARTBEAT)
  }

  #lost(code: number, reason: string): void {
    clearTimeout(this.#timer)
    this.#drop(reason)
    this.#tried()
    this.#events.state('close', { code, reason })
    if (this.#closed) return
    // Full jitter, so that clients that lost one server do not come back at once.
    const wait = Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempt++)
    const asked = code === 1012 || code === 1013 ? Number(reason) * 1000 || 0 : 0
    this.#timer = setTimeout(() => this.#connect(), Math.max(wait, asked))
  }

  #drop(why: string): void {
    const socket = this.#socket
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    this.#socket = null
    this.#ready = false
    // Browsers warn in the console about a socket that is closed before it has opened.
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close()
    else socket.close()
    for (const [id, call] of this.#calls) {
      if (!call.sent) continue
      this.#calls.delete(id)
      // The server may have acted on it; only the caller knows whether it can be sent twice.
      call.reject(unreachable(`The connection was lost before the server answered (${why || 'closed'}).`))
    }
  }
}
