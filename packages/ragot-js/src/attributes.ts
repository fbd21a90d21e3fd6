/** How a value becomes an attribute: the rules that the server's printers share. */

const ENUMERATED = /^(aria-.*|contenteditable|draggable|spellcheck|writingsuggestions|focusable)$/

const URLS = /^(href|src|action|formaction|poster|data-src)$/
const OWN_URL = /(\s(?:href|src|action|formaction|poster|data-src)=")(?=\/(?![/\\]))/g

let base = ''

/** Gives every path of the app (`href="/x"`) the prefix that the app is served under, as the server's HTML has it. */
export function serveBelow(prefix: string): void {
  base = prefix
}

/** Markup of ours with that prefix. */
export function below(html: string): string {
  return base ? html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(OWN_URL, `$1${base}`)) : html
}

/** `null` for an attribute that is left out. */
export function attributeText(name: string, value: unknown): string | null {
  if (value == null) return null
  if (typeof value !== 'boolean') {
    if (name === 'class') return classText(value)
    if (name === 'style') return styleText(value)
    const text = String(value)
    return base && URLS.test(name) && /^\/(?![/\\])/.test(text) ? base + text : text
  }
  if (ENUMERATED.test(name)) return String(value)
  return value && name !== 'class' && name !== 'style' ? '' : null
}

export function setAttribute(element: Element, name: string, value: unknown): void {
  const text = attributeText(name, value)
  if (text === null) element.removeAttribute(name)
  else element.setAttribute(name, text)
}

/**
 * Writes `value`, `checked`, `selected` … as attribute and as live property. A property that shows the value already
 * is not written: setting an input's value moves the caret.
 */
export function setProperty(element: Element, name: string, value: unknown): void {
  setAttribute(element, name, value)
  const live = element as unknown as Record<string, unknown>
  const wanted = name === 'value' ? (value == null ? '' : String(value)) : !!value
  if (live[name] !== wanted) live[name] = wanted
}

function classText(value: {}): string | null {
  if (!Array.isArray(value)) return String(value)
  return value.flat(Infinity).filter(Boolean).join(' ') || null
}

function styleText(value: {}): string | null {
  if (typeof value !== 'object') return String(value) || null
  const pairs = value instanceof Map ? [...value] : Object.entries(value)
  const text = pairs
    .filter(([, one]) => one != null && one !== false)
    .map(([name, one]) => `${name.startsWith('--') ? name : name.replace(/_/g, '-')}: ${one}`)
    .join('; ')
  return text || null
}
