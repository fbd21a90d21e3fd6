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
  | { type: 'bye' }
  | { type: 'hello'; build_id: number; error: BuildError | null }
  | { type: 'rebuild'; ok: true; build_id: number; changed: Change[] }
  | { type: 'rebuild'; ok: false; build_id: number; error: BuildError }

/** Listens to the dev server as long as the page lives. */
export function followServer(url: string, overlay: Overlay): void {
  const tag = document.querySelector<HTMLMetaElement>('meta[name="sprag-build"]')
  let pageBuild = Number(tag?.content ?? NaN)
  // One after the other: two edits in quick succession must not swap the same component at once.
  let turn = Promise.resolve()
  const source = new EventSource(url)
  source.onmessage = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as DevEvent
    turn = turn.then(async () => {
      if (event.type === 'bye') return
      if (event.type === 'hello') {
        if (event.error) overlay.showBuild(event.error)
        else if (!Number.isNaN(pageBuild) && event.build_id !== pageBuild) reloadKeepingState()
        return
      }
      pageBuild = event.build_id
      if (!event.ok) return overlay.showBuild(event.error)
      overlay.clear()
      try {
        await apply(event.changed, event.build_id)
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

async function apply(changed: readonly Change[], build: number): Promise<void> {
  const urls = (kind: Change['kind']): string[] => changed.flatMap((one) => (one.kind === kind && one.url ? [one.url] : []))
  const code = urls('code').filter(isLoaded)
  // Another set of features or classes: only a new document has it.
  if (code.some((url) => fileOf(url).startsWith('surfaces/'))) return reloadKeepingState()
  await Promise.all(urls('style').map((url) => swapStyle(url, build)))
  for (const url of urls('asset')) swapAsset(url, build)
  if (code.length) await swapCode(code)
  if (changed.some(({ kind }) => kind === 'server' || kind === 'shell' || kind === 'content')) {
    if (!(await refreshDocument())) reloadKeepingState()
  }
}
