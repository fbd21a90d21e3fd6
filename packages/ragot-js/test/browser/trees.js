// Random trees: a model that is compiled to blocks (as the compiler does it), and printed (as the server does it).

export function random(seed) {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0
    return ((state ^ (state >>> 12)) >>> 0) / 4294967296
  }
  const rnd = (n) => Math.floor(next() * n)
  rnd.pick = (list) => list[rnd(list.length)]
  return rnd
}

const TAGS = ['div', 'article', 'span', 'b', 'section']
const WORDS = ['', 'a', 'b', 'lorem ipsum', '1', ' x ', 'a & b', '\n']

/** A template: an element whose children are elements, static texts, TEXT holes and CHILD holes. */
export function makeTemplate(rnd, depth) {
  const holes = []
  const root = element(depth)
  return { root, holes }

  function element(left) {
    const attrs = []
    if (rnd(3) === 0) attrs.push({ name: 'class', hole: addHole('class') })
    if (rnd(4) === 0) attrs.push({ name: 'title', hole: addHole('attr') })
    if (rnd(4) === 0) attrs.push({ name: 'id', text: rnd.pick(['one', 'two']) })
    const kids = []
    for (let i = rnd(5); i > 0; i--) {
      const kind = rnd(10)
      if (kind < 3 && left > 0) kids.push({ kind: 'element', element: element(left - 1) })
      else if (kind < 5) kids.push({ kind: 'static', text: rnd.pick(WORDS.slice(1)) })
      else if (kind < 7) kids.push({ kind: 'text', hole: addHole('text') })
      else kids.push({ kind: 'child', hole: addHole('child', left) })
    }
    return { tag: rnd.pick(TAGS), attrs, kids }
  }
  function addHole(kind, left) {
    const templates = kind === 'child' && left > 0 ? [makeTemplate(rnd, left - 1), makeTemplate(rnd, left - 1)] : []
    holes.push({ kind, templates })
    return holes.length - 1
  }
}

/** What `render()` gives for one state: a value for each hole. Views are {template, values, key}. */
export function makeValues(rnd, template) {
  return template.holes.map((hole) => {
    if (hole.kind === 'text') return rnd.pick(WORDS)
    if (hole.kind === 'class') return rnd.pick([null, 'x', 'x y', '', ['p', null, 'q'], []])
    if (hole.kind === 'attr') return rnd.pick([null, false, true, 'v', 'w', 7])
    return childValue(rnd, hole.templates)
  })
}

function childValue(rnd, templates, nested = 0) {
  const kind = rnd(templates.length ? 8 : 4)
  if (kind === 0) return rnd.pick([null, false, true])
  if (kind === 1) return rnd.pick(WORDS)
  if (kind === 2) return rnd(5)
  if (kind === 3) return nested > 1 ? null : { array: Array.from({ length: rnd(4) }, () => childValue(rnd, templates, nested + 1)) }
  if (kind === 4) {
    const keys = shuffled(rnd, [1, 2, 3, 4, 5, 6]).slice(0, rnd(6))
    return { array: keys.map((key) => makeView(rnd, rnd.pick(templates), key)) }
  }
  if (kind === 5) {
    const template = templates[0]
    return { each: shuffled(rnd, [1, 2, 3, 4, 5, 6, 7]).slice(0, rnd(7)).map((key) => ({ key, values: makeValues(rnd, template) })), template }
  }
  return makeView(rnd, rnd.pick(templates))
}

const makeView = (rnd, template, key) => ({ template, values: makeValues(rnd, template), key })

export function shuffled(rnd, list) {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = rnd(i + 1)
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}

// --- the server -------------------------------------------------------------------------------------------------

const escaped = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

export function print(template, values) {
  return printElement(template.root, values)
}

function printElement(element, values) {
  const out = { html: '', afterText: false }
  let attrs = ''
  for (const { name, hole, text } of element.attrs) {
    let value = hole === undefined ? text : values[hole]
    if (Array.isArray(value)) value = value.filter(Boolean).join(' ') || null
    if (value === null || value === false || (name === 'class' && value === true)) continue
    attrs += ` ${name}="${value === true ? '' : value}"`
  }
  for (const kid of element.kids) {
    if (kid.kind === 'element') printChild(out, { html: printElement(kid.element, values) })
    else if (kid.kind === 'static') printChild(out, kid.text)
    else printChild(out, values[kid.hole])
  }
  return `<${element.tag}${attrs}>${out.html}</${element.tag}>`
}

function printChild(out, value) {
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'object') {
    if (value.array) return value.array.forEach((one) => printChild(out, one))
    if (value.each) return value.each.forEach((row) => printChild(out, { html: print(value.template, row.values) }))
    out.html += value.html ?? print(value.template, value.values)
    out.afterText = false
    return
  }
  out.html += (out.afterText ? '<!---->' : '') + escaped(value)
  out.afterText = true
}

// --- the compiler -----------------------------------------------------------------------------------------------

const KINDS = { text: 0, attr: 1, class: 3, child: 5 }

/** The block of a template; the same one each time. */
export function compiled(R, template) {
  return (template.block ??= (template.holes.some((hole) => hole.kind === 'child') ? R.nest : R.block)(...markup(template)))
}

function markup(template) {
  const places = []
  const html = visit(template.root, [])
  const holes = template.holes.map((hole, i) => [KINDS[hole.kind], places[i].path, places[i].name])
  return [html, holes]

  function visit(element, path) {
    let attrs = ''
    for (const { name, hole, text } of element.attrs) {
      if (hole === undefined) attrs += ` ${name}="${text}"`
      else places[hole] = { path, name }
    }
    let inner = ''
    let index = 0
    let afterText = false
    for (const kid of element.kids) {
      if (kid.kind === 'element') {
        inner += visit(kid.element, [...path, index])
        afterText = false
      } else if (kid.kind === 'child') {
        places[kid.hole] = { path: [...path, index] }
        inner += '<!>'
        afterText = false
      } else {
        if (afterText) {
          inner += '<!---->'
          index++
        }
        if (kid.kind === 'text') places[kid.hole] = { path: [...path, index] }
        inner += kid.kind === 'text' ? ' ' : escaped(kid.text)
        afterText = true
      }
      index++
    }
    return `<${element.tag}${attrs}>${inner}</${element.tag}>`
  }
}

export function toView(R, template, values, key) {
  return R.view(compiled(R, template), toValues(R, values), key)
}

const toValues = (R, values) => values.map((value) => toChild(R, value))

function toChild(R, value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  if (value.array) return value.array.map((one) => toChild(R, one))
  if (value.each) {
    return R.each(value.each, (row) => row.key, compiled(R, value.template), (row) => toValues(R, row.values))
  }
  return toView(R, value.template, value.values, value.key)
}
