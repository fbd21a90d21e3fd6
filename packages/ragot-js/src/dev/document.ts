/** Style sheets, assets and server HTML into the open page. */

import { live } from '../client/alive.js'
import { payload, type Payload, type State } from '../client/payload.js'
import { same } from '../client/plain.js'
import { declaredStores } from '../client/stores.js'
import { morphDOM } from '../morph.js'

const IGNORE = 'data-ragot-ignore'

/** Loads a style sheet again; the old one leaves when the new one is there, so that nothing flickers. */
export async function swapStyle(url: string, build: number): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')]
  const named = links.filter((link) => samePath(link.href, url))
  // One that is imported by another is loaded again with all.
  await Promise.all((named.length ? named : links).map((link) => replaceLink(link, build)))
}

function replaceLink(old: HTMLLinkElement, build: number): Promise<void> {
  const next = old.cloneNode() as HTMLLinkElement
  next.removeAttribute('integrity')
  next.href = versioned(old.href, build)
  return new Promise((resolve) => {
    next.onload = next.onerror = () => {
      old.remove()
      resolve()
    }
    old.after(next)
  })
}

/** Shows a changed file wherever an element names it. */
export function swapAsset(url: string, build: number): void {
  for (const element of document.querySelectorAll('[src],[href],[poster]')) {
    if (element.matches('a,base,script,link[rel~=stylesheet],link[rel~=modulepreload],link[rel~=canonical]')) continue
    for (const name of ['src', 'href', 'poster']) {
      const value = element.getAttribute(name)
      if (value && samePath(value, url)) element.setAttribute(name, versioned(value, build))
    }
  }
}

/** Fetches this page again and shows what differs. False when only a reload can: its scripts or parts are others. */
export async function refreshDocument(): Promise<boolean> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
  if (!response.ok || response.redirected || !response.headers.get('content-type')?.startsWith('text/html')) return false
  const next = new DOMParser().parseFromString(await response.text(), 'text/html')
  const text = next.getElementById('sprag-payload')?.textContent
  const now = payload()
  if (!text !== !now || scripts(next) !== scripts(document)) return false
  const fresh = text ? (JSON.parse(text) as Payload) : null
  if (fresh && now && shape(fresh) !== shape(now)) return false
  document.title = next.title
  document.documentElement.lang = next.documentElement.lang
  replaceHead(next)
  morphBody(next.body)
  if (fresh && now) takeStates(now, fresh)
  return true
}

function scripts(from: Document): string {
  return [...from.querySelectorAll<HTMLScriptElement>('script[src]')].map((script) => script.getAttribute('src')).join(' ')
}

/** What must be equal for the running classes to go on. */
function shape({ page, hydration }: Payload): string {
  return JSON.stringify([page.pattern, page.modules, page.providers, hydration.map(({ id, component, module }) => [id, component, module])])
}

function replaceHead(next: Document): void {
  const stale = [...document.head.querySelectorAll('[data-sprag-head]')]
  const present = [...next.head.querySelectorAll('[data-sprag-head]')]
  for (const [i, tag] of present.entries()) if (!stale[i]?.isEqualNode(tag)) stale[i] ? stale[i].replaceWith(tag) : document.head.append(tag)
  for (const tag of stale.slice(present.length)) tag.remove()
  const css = 'link[rel=stylesheet][data-sprag-css]'
  const wanted = [...next.head.querySelectorAll<HTMLLinkElement>(css)]
  const linked = [...document.head.querySelectorAll<HTMLLinkElement>(css)]
  const source = (link: HTMLLinkElement): string | undefined => link.dataset['spragCss']
  for (const link of linked) if (!wanted.some((one) => source(one) === source(link))) link.remove()
  for (const link of wanted) if (!linked.some((one) => source(one) === source(link))) document.head.append(link)
}

/** The hydrated parts belong to their components; all around them becomes the server's. */
function morphBody(body: HTMLElement): void {
  const parts = [...document.querySelectorAll('[data-sprag-hydrate-id]'), ...live.map(({ element }) => element)]
  for (const part of parts) part.setAttribute(IGNORE, '')
  for (const part of body.querySelectorAll('[data-sprag-hydrate-id]')) part.setAttribute(IGNORE, '')
  if (payload()?.mount) body.querySelector('#app-root')?.setAttribute(IGNORE, '')
  try {
    morphDOM(document.body, document.importNode(body, true))
  } finally {
    for (const part of document.querySelectorAll(`[${IGNORE}]`)) part.removeAttribute(IGNORE)
  }
}

/** What the server would start with now replaces what it started with, where the page has not gone on from there. */
function takeStates(now: Payload, fresh: Payload): void {
  for (const [i, entry] of now.hydration.entries()) {
    const next = fresh.hydration[i]!
    const one = live.find(({ element }) => element.dataset['spragHydrateId'] === entry.id)
    const target = one?.module ?? one?.component
    if (!target) continue
    const [before, after] = one?.module ? [entry.module_state ?? entry.state, next.module_state ?? next.state] : [entry.state, next.state]
    const news = newsFor(target.state as State, before, after)
    if (news) target.setState(news)
  }
  for (const store of declaredStores()) {
    const news = newsFor(store.snapshot(), now.stores[store.name] ?? {}, fresh.stores[store.name] ?? {})
    if (news) store.patch(news)
  }
  Object.assign(now, fresh)
}

function newsFor(state: State, before: State, after: State): State | null {
  const names = Object.keys(after).filter((name) => !same(before[name], after[name]) && same(state[name], before[name]))
  return names.length ? Object.fromEntries(names.map((name) => [name, after[name]])) : null
}

function samePath(a: string, b: string): boolean {
  return new URL(a, document.baseURI).pathname === new URL(b, document.baseURI).pathname
}

function versioned(url: string, build: number): string {
  const next = new URL(url, document.baseURI)
  next.searchParams.set('v', String(build))
  return next.pathname + next.search
}
