/** The document's title and head tags: the browser's side of `set_metadata`. */

import { Component } from '../component.js'
import { Module } from '../module.js'
import type { Client, Feature } from './client.js'
import { locate } from './location.js'

export type Metadata = Record<string, unknown>
export type MetadataOptions = boolean | { replace?: boolean } | null

declare module '../module.js' {
  interface Module<S extends object = Record<string, any>> {
    setMetadata(changes: Metadata, options?: MetadataOptions): void
  }
}
declare module '../component.js' {
  interface Component<S extends object = Record<string, any>> {
    setMetadata(changes: Metadata, options?: MetadataOptions): void
  }
}

export const metadata: Feature = {
  name: 'metadata',
  install(client: Client) {
    const head = new HeadTags(document, client.payload.metadata)
    Module.prototype.setMetadata = Component.prototype.setMetadata = (changes, options) => head.set(changes, options)
  },
}

/** The tags in the head that the server wrote, changed by key; everything else in the head is left alone. */
class HeadTags {
  #document: Document
  #values: Metadata
  #title: string

  constructor(document: Document, values: Metadata) {
    this.#document = document
    this.#values = { ...values }
    this.#title = document.title
  }

  /** Merges `changes`, or with `replace` shows only them; null or '' takes a key away. */
  set(changes: Metadata, options?: MetadataOptions): void {
    const replace = typeof options === 'object' ? options?.replace : options
    const next: Metadata = { ...(replace ? null : this.#values), ...changes }
    for (const key of new Set([...Object.keys(this.#values), ...Object.keys(next)])) {
      const value = isEmpty(next[key]) ? null : next[key]
      if (value === null) delete next[key]
      // Icons that the server wrote stay until `changes` names other ones.
      if (key === 'icons' ? key in changes : true) this.#show(key, value)
    }
    this.#values = next
  }

  #show(key: string, value: unknown): void {
    if (key === 'lang') {
      if (value !== null) this.#document.documentElement.lang = String(value)
    } else if (key === 'title') {
      this.#document.title = value === null ? this.#title : String(value)
    } else if (key === 'icons') {
      for (const link of this.#tags('link[rel~=icon],link[rel=apple-touch-icon],link[rel=mask-icon]')) link.remove()
      for (const icon of [value ?? []].flat()) this.#add('link', iconAttributes(icon))
    } else {
      const [tag, attributes] = tagFor(key, value)
      const selector = `[data-sprag-head-key=${CSS.escape(key)}]`
      const [first, ...others] = this.#tags(selector)
      for (const other of others) other.remove()
      if (value === null) first?.remove()
      else if (first) for (const name in attributes) first.setAttribute(name, attributes[name]!)
      else this.#add(tag, { ...attributes, 'data-sprag-head-key': key })
    }
  }

  #tags(selector: string): Element[] {
    return [...this.#document.head.querySelectorAll('[data-sprag-head=true]')].filter((tag) => tag.matches(selector))
  }

  #add(tag: string, attributes: Record<string, string>): void {
    const element = this.#document.createElement(tag)
    for (const name in attributes) element.setAttribute(name, attributes[name]!)
    element.setAttribute('data-sprag-head', 'true')
    this.#document.head.append(element)
  }
}

function isEmpty(value: unknown): boolean {
  return value == null || value === '' || (Array.isArray(value) && !value.length)
}

function tagFor(key: string, value: unknown): [string, Record<string, string>] {
  const content = Array.isArray(value) || value instanceof Set ? [...value].join(', ') : String(value)
  if (key === 'canonical') return ['link', { rel: 'canonical', href: locate(content) }]
  return ['meta', { [/^(og|article|fb):/.test(key) ? 'property' : 'name']: key, content }]
}

function iconAttributes(icon: unknown): Record<string, string> {
  const { href, rel = 'icon', ...more } = typeof icon === 'string' ? { href: icon } : (icon as Record<string, string>)
  if (typeof href !== 'string') throw new TypeError(`set_metadata: an icon is a URL or a dict with "href", got ${JSON.stringify(icon)}`)
  return { rel, href: locate(href), ...more }
}
