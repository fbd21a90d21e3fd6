/** Broadcasts of the server, on the page's bus. */

import { bus } from '../bus.js'
import type { Feature } from './client.js'
import type { Broadcast } from './wire.js'

export const events: Feature = {
  name: 'events',
  install(client) {
    addEventListener('pagehide', ({ persisted }) => {
      if (!persisted) bus.emit('sprag:teardown', { reason: 'pagehide' })
    })
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

/** Puts every message of the stream on the bus, one without a name as `server:message`; returns a call that closes it. EventSource itself reconnects. */
export function connectEvents(url: string): () => void {
  const source = new EventSource(url)
  source.onmessage = (message: MessageEvent<string>) => {
    let data: Partial<Broadcast> | string
    try {
      data = JSON.parse(message.data) as Partial<Broadcast>
    } catch {
      data = message.data
    }
    const named = typeof data === 'object' && data !== null && data.event ? data : null
    bus.emit(named?.event ?? 'server:message', named && 'payload' in named ? named.payload : data)
  }
  source.onerror = () => bus.emit('server:connection:error', { reconnecting: source.readyState !== EventSource.CLOSED })
  return () => source.close()
}
