import { VirtualScroller } from '../../../../packages/ragot-js/dist/esm/scroll/virtual.js';
export const label = 'ours (VirtualScroller, chunks of 10, pooled)';
const tpl = document.createElement('template'); tpl.innerHTML = '<div class="row"><span class="c0"> </span><span class="c1"> </span><span class="c2"> </span></div>';
export function mount(el, total) {
  const CHUNK = 10;
  const fill = (chunk, c) => {
    let r = chunk.firstChild;
    for (let i = c * CHUNK, end = Math.min(total, i + CHUNK); i < end; i++, r = r.nextSibling) {
      r.dataset.i = i; const a = r.firstChild, b = a.nextSibling; a.firstChild.data = i; b.firstChild.data = 'Row number ' + i; b.nextSibling.firstChild.data = 'detail ' + (i * 7919 % 1000);
    }
  };
  const scroller = new VirtualScroller({
    chunkSize: CHUNK, totalItems: () => total, root: el, rootMargin: '300px 0px', maxChunks: 6, poolSize: 6, axis: 'vertical',
    renderChunk(c) { const chunk = document.createElement('div'); for (let i = 0; i < CHUNK; i++) chunk.appendChild(tpl.content.firstChild.cloneNode(true)); fill(chunk, c); return chunk; },
    onRecycle: fill,
  });
  scroller.mount(el);
  return { jump: (i) => { scroller.jumpToIndex(Math.floor(i / CHUNK)); } };
}
