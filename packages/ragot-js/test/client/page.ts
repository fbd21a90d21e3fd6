/** A document as the client sees it: nothing but the payload that the server wrote. */

import type { Page, Payload } from '../../src/client/payload.js'

export const PAGE: Page = {
  path: '/counter', pattern: '/counter', params: {}, mode: 'hybrid', name: 'counter', controller: 'CounterController',
  actions: ['increment'], action_endpoint: '/__sprag__/actions', upload_endpoint: '/__sprag__/uploads',
  events_endpoint: '/__sprag__/events', socket_endpoint: '/__sprag__/socket', topics: [], modules: {}, providers: {},
  base: '', dev: false,
}

/** Puts a payload into a document of its own. Called once per test file: the client reads it once per page. */
export function openPage(parts: Partial<Payload> = {}): void {
  const payload: Payload = { auth: null, env: {}, hydration: [], metadata: {}, page: PAGE, routeData: {}, stores: {}, ...parts }
  const element = { textContent: JSON.stringify(payload) }
  Object.assign(globalThis, { document: { getElementById: (id: string) => (id === 'sprag-payload' ? element : null) } })
}
