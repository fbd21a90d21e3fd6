/**
 * Acting on the dev server's events: what was edited is shown in the page that is open, its state kept. The events are
 * described in docs/architecture.md, "The dev loop"; their types stand below.
 */

import type { BuildError, Overlay } from './overlay.js'
import { refreshDocument, swapAsset, swapStyle } from './document.js'
import { reloadKeepingState } from './keep.js'
import { fileOf, isLoaded, swapCode } from './swap.js'

export interface Change {
  kind: 'style' | 'code' | 'server' | 'shell' | 'asset' | 'content'
  /** Of the edited file, in the project. */
  path: string
  /** Of what the browser has to load; always a new one for code. */
  url: string | null
}

export type DevEvent =
  | { type: 'hello'; build_id: number; error: BuildError | null }
  /** Browser code that is new before the server has the edit; a rebuild follows. */
  | { type: 'code'; build_id: number; changed: Change[] }
  | { type: 'rebuild'; ok: true; build_id: number; changed: Change[] }
  | { type: 'rebuild'; ok: false; build_id: number; error: BuildError }

/** Listens to the dev server as long as the page lives. */
export function followServer(url: string, overlay: Overlay): void {
  const tag = document.querySelector<HTMLMetaElement>('meta[name="sprag-build"]')
  let pageBuild = Number(tag?.content ?? NaN)
  // One after the other: two edits in quick succession must not swap the same component at once.
  let turn = Promise.resolve()
  /** Code that this page has taken from the build in hand. */
  let taken: readonly string[] = []
  const source = new EventSource(url)
  source.onmessage = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as DevEvent
    turn = turn.then(async () => {
      if (event.type === 'hello') {
        if (event.error) overlay.showBuild(event.error)
        else if (!Number.isNaN(pageBuild) && event.build_id !== pageBuild) reloadKeepingState()
        return
      }
      if (event.type === 'rebuild') pageBuild = event.build_id
      if (event.type === 'rebuild' && !event.ok) return overlay.showBuild(event.error)
      overlay.clear()
      try {
        if (event.type === 'code') {
          taken = urlsOf('code', event.changed).filter(isLoaded)
          return await swapCode(taken)
        }
        await apply(event.changed, event.build_id, taken)
        tag?.setAttribute('content', String(pageBuild))
      } catch (error) {
        console.error('[SPRAG] the page could not take the edit', error)
        await overlay.show('runtime', error, 'taking the edit')
      }
    })
  }
  addEventListener('pagehide', () => source.close())
  addEventListener('pageshow', (event) => event.persisted && location.reload())
}

async function apply(changed: readonly Change[], build: number, taken: readonly string[]): Promise<void> {
  const code = urlsOf('code', changed).filter((url) => isLoaded(url) && !taken.includes(url))
  // Another set of features or classes: only a new document has it.
  if (code.some((url) => fileOf(url).startsWith('surfaces/'))) return reloadKeepingState()
  await Promise.all(urlsOf('style', changed).map((url) => swapStyle(url, build)))
  for (const url of urlsOf('asset', changed)) swapAsset(url, build)
  if (code.length) await swapCode(code)
  if (changed.some(isInTheHtml) && !(await refreshDocument())) reloadKeepingState()
}

function urlsOf(kind: Change['kind'], changed: readonly Change[]): string[] {
  return changed.flatMap((one) => (one.kind === kind && one.url ? [one.url] : []))
}

/** Whether only the server can show the change: also that of a component which this page has from there. */
function isInTheHtml({ kind, path, url }: Change): boolean {
  if (kind === 'code') return path.endsWith('.py') && !!url && !isLoaded(url)
  return kind === 'server' || kind === 'shell' || kind === 'content'
}
