/** Errors of build, boot, run time, actions and sockets, shown over the page with their places in Python. Dev only. */

import { callsOf, type Call, type Place } from './sourcemap.js'

export type Kind = 'build' | 'boot' | 'runtime' | 'action' | 'socket'

/** One problem of the compiler or of an import, as the dev server sends it. */
export interface Diagnostic {
  code?: string | null
  message: string
  file?: string | null
  line?: number | null
  column?: number | null
  /** The source around it, ready to print. */
  frame?: string | null
  advice?: string | null
}

export interface BuildError {
  message: string
  diagnostics: Diagnostic[]
}

interface Entry {
  kind: Kind
  message: string
  during: string
  advice: string
  where: string
  code: string
  details: string
  count: number
}

const MOST = 50

const STYLE = `
:host { all: initial; position: fixed; inset: 0; z-index: 2147483647; font: 14px/1.5 ui-sans-serif, system-ui, sans-serif; color: #e6e9ef }
.shade { position: absolute; inset: 0; background: #0b0e14cc; backdrop-filter: blur(2px) }
main { position: absolute; inset: 4vh max(4vw, calc(50% - 30rem)) auto; max-height: 92vh; display: flex; flex-direction: column; background: #151922;
  border: 1px solid #2b3242; border-top: 4px solid #ff5c6c; border-radius: 10px; box-shadow: 0 20px 60px #000a; overflow: hidden }
header { display: flex; gap: 12px; align-items: center; padding: 12px 18px; border-bottom: 1px solid #2b3242 }
h1 { all: unset; flex: 1; font-weight: 600 }
button { all: unset; cursor: pointer; padding: 3px 12px; border: 1px solid #3a4357; border-radius: 6px; color: #aeb7c8 }
button:hover, button:focus-visible { color: #fff; border-color: #8791a8 }
ol { margin: 0; padding: 0; list-style: none; overflow: auto }
li { padding: 16px 18px; border-bottom: 1px solid #222838 }
.kind { font-size: 11px; font-weight: 700; letter-spacing: .08em; text-transform: uppercase; color: #ff8a95 }
.during { color: #8b95aa; margin-left: 8px; text-transform: none; letter-spacing: 0; font-weight: 400 }
.message { margin: 6px 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 15px; color: #fff }
.where { font-family: ui-monospace, monospace; font-size: 12px; color: #7cc7ff; margin: 8px 0 4px }
pre { margin: 0; padding: 10px 12px; background: #0e121a; border-radius: 6px; overflow: auto; font: 12px/1.6 ui-monospace, monospace; color: #cdd5e3 }
.advice { margin: 10px 0 0; padding-left: 10px; border-left: 3px solid #4ade80; color: #b7f0c8; white-space: pre-wrap }
details { margin-top: 8px; color: #8b95aa } summary { cursor: pointer; font-size: 12px }
`

/** The panel; it is in the page only while there is something to show. */
export class Overlay {
  #host = document.createElement('sprag-overlay')
  #root = this.#host.attachShadow({ mode: 'open' })
  #entries: Entry[] = []
  #missed = 0

  constructor() {
    // A strict policy refuses style elements; a constructed sheet is no inline style.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLE)
    this.#root.adoptedStyleSheets = [sheet]
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#host.isConnected) this.dismiss()
    })
  }

  /** How many problems are shown. */
  get size(): number {
    return this.#entries.length
  }

  /** Shows a failed build in place of the one before. */
  showBuild({ message, diagnostics }: BuildError): void {
    this.clear('build')
    const found: Diagnostic[] = diagnostics.length ? diagnostics : [{ message }]
    for (const one of found) {
      this.#add({
        kind: 'build',
        message: one.code ? `${one.message} [${one.code}]` : one.message,
        during: '',
        advice: one.advice ?? '',
        where: one.file ? `${one.file}${one.line ? `:${one.line}` : ''}` : '',
        code: one.frame ?? '',
        details: '',
      })
    }
  }

  /** Shows a thrown value, with the Python lines of its stack. */
  async show(kind: Kind, thrown: unknown, during = ''): Promise<void> {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    const { response } = error as { response?: { traceback?: string } }
    const calls = response?.traceback ? [] : await callsOf(error.stack ?? '')
    const place = calls.find((call) => call.place)?.place
    this.#add({
      kind,
      message: error.message || error.name,
      during,
      advice: '',
      where: place ? `${place.file}:${place.line}` : '',
      code: response?.traceback ?? (place ? codeFrame(place) : ''),
      details: calls.length ? calls.map(describe).join('\n') : '',
    })
  }

  /** Takes the problems of one kind away, or all. */
  clear(kind?: Kind): void {
    this.#entries = kind ? this.#entries.filter((entry) => entry.kind !== kind) : []
    this.#missed = 0
    this.#draw()
  }

  dismiss(): void {
    this.clear()
  }

  #add(entry: Omit<Entry, 'count'>): void {
    const known = this.#entries.find((one) => one.kind === entry.kind && one.message === entry.message && one.where === entry.where)
    if (known) known.count++
    else if (this.#entries.length < MOST) this.#entries.push({ ...entry, count: 1 })
    else this.#missed++
    this.#draw()
  }

  #draw(): void {
    const entries = this.#entries
    if (!entries.length) return this.#host.remove()
    const count = entries.reduce((sum, entry) => sum + entry.count, this.#missed)
    const dismiss = element('button', '', 'Dismiss (Esc)')
    dismiss.onclick = () => this.dismiss()
    const header = element('header', '', element('h1', '', count === 1 ? '1 problem' : `${count} problems`), dismiss)
    const main = element('main', '', header, element('ol', '', ...entries.map(drawEntry)))
    main.setAttribute('role', 'alertdialog')
    main.setAttribute('aria-label', 'Problems of this page')
    this.#root.replaceChildren(element('div', 'shade'), main)
    if (!this.#host.isConnected) document.documentElement.append(this.#host)
  }
}

function drawEntry(entry: Entry): HTMLElement {
  const kind = element('div', 'kind', entry.count > 1 ? `${entry.kind} × ${entry.count}` : entry.kind)
  if (entry.during) kind.append(element('span', 'during', entry.during))
  const item = element('li', '', kind, element('div', 'message', entry.message))
  item.dataset['kind'] = entry.kind
  if (entry.where) item.append(element('div', 'where', entry.where))
  if (entry.code) item.append(element('pre', '', entry.code))
  if (entry.advice) item.append(element('div', 'advice', entry.advice))
  if (entry.details) item.append(element('details', '', element('summary', '', 'Calls'), element('pre', '', entry.details)))
  return item
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}

function codeFrame({ frame, line }: Place): string {
  const width = String(frame.at(-1)?.number ?? 0).length
  return frame.map(({ number, text }) => `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`).join('\n')
}

function describe({ name, url, line, column, place }: Call): string {
  return place ? `${name || '(module)'}  ${place.file}:${place.line}` : `${name || '(anonymous)'}  ${url.replace(location.origin, '')}:${line}:${column}`
}
