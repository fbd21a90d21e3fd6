/** Broadcasts of the server, on the page's bus. */

import { bus } from '../bus.js'
import type { Feature } from './client.js'

/** What `bus.emit("sprag:broadcast", …)` on the server sends; without `event` it arrives as `server:message`. */
interface Broadcast {
  event?: string
  payload?: unknown
}

export const events: Feature = {
  name: 'events',
  install(client) {
    const url = client.page.events_endpoint
    if (!url) return
    let close = connectEvents(url)
    client.onLeave(() => close())
    // An open stream keeps a page out of the back-forward cache.
    addEventListener('pagehide', () => close())
    addEventListener('pageshow', (event) => {
      if (event.persisted) close = connectEvents(url)
    })
  },
}

/** Puts every message of the stream on the bus; returns a call that closes it. EventSource itself reconnects. */
export function connectEvents(url: string): () => void {
  const source = new EventSource(url)
  source.onmessage = (message: MessageEvent<string>) => {
    let data: Broadcast | string
    try {
      data = JSON.parse(message.data) as Broadcast
    } catch {
      data = message.data
    }
    const named = typeof data === 'object' && data !== null && data.event ? data : null
    bus.emit(named?.event ?? 'server:message', named && 'payload' in named ? named.payload : data)
  }
  source.onerror = () => bus.emit('server:connection:error', { reconnecting: source.readyState !== EventSource.CLOSED })
  return () => source.close()
}
