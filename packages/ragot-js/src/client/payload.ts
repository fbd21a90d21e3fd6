/** What the server put into the page for its browser part. */

/** The surface that this document shows, and where its server listens. */
export interface Page {
  path: string
  pattern: string
  params: Record<string, string | string[]>
  mode: string
  name: string
  controller: string | null
  actions: string[]
  action_endpoint: string
  upload_endpoint: string
  events_endpoint: string | null
  socket_endpoint: string | null
  topics: string[]
  modules: Record<string, { src: string; export: string }>
  providers: Record<string, string>
  /** Path prefix that the app is served under, without a trailing slash; '' at the root. */
  base: string
  dev: boolean
}

/** One component of the server's HTML, and what its classes start with. */
export interface Hydration {
  id: string
  component: string
  module: string | null
  state: State
  /** Left out when equal to `state`. */
  props?: State
  /** Left out when equal to `state`. */
  module_state?: State
}

export type State = Record<string, unknown>

export interface Payload {
  auth: State | null
  env: Record<string, string>
  hydration: Hydration[]
  metadata: State
  page: Page
  routeData: unknown
  stores: Record<string, State>
  mount?: Page & { component: string; module: string | null }
  boot?: State | null
}

let read: Payload | null = null

/** The page's payload, read once; null in a document that has none. */
export function payload(): Payload | null {
  if (!read && typeof document !== 'undefined') {
    const element = document.getElementById('sprag-payload')
    if (element) read = JSON.parse(element.textContent!) as Payload
  }
  return read
}

/** The surface of this page: an error where the page has no browser part. */
export function page(): Page {
  const found = payload()
  if (DEV && !found) throw new Error('the page has no payload (#sprag-payload)')
  return found!.mount ?? found!.page
}
