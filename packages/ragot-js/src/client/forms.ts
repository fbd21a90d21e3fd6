/** A form's values as plain data for an action: the browser's side of `form_data`. */

import { Component } from '../component.js'
import { Module } from '../module.js'
import type { Feature } from './client.js'

export type FormSource = HTMLFormElement | Event | Node

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLButtonElement

declare module '../module.js' {
  interface Module<S extends object = Record<string, any>> {
    formData(source: FormSource): Record<string, unknown>
  }
}
declare module '../component.js' {
  interface Component<S extends object = Record<string, any>> {
    formData(source: FormSource): Record<string, unknown>
  }
}

export const forms: Feature = {
  name: 'forms',
  install() {
    Module.prototype.formData = Component.prototype.formData = formData
  },
}

/** The form that `source` is, happened in, or stands in. */
export function formOf(source: FormSource): HTMLFormElement {
  const node = source instanceof Event ? ((source.currentTarget ?? source.target) as Node | null) : source
  const inside = node instanceof Element ? node : node?.parentElement
  const owner = (inside as Partial<HTMLInputElement> | null | undefined)?.form
  const form = inside instanceof HTMLFormElement ? inside : owner instanceof HTMLFormElement ? owner : inside?.closest('form')
  if (form) return form
  // A delegated event's current target may be an ancestor of the form.
  if (source instanceof Event && source.target !== node && source.target instanceof Node) return formOf(source.target)
  throw new Error('expected a form, an event of a form, or a node inside a form')
}

/**
 * The values by name. A lone checkbox without a value is a boolean; a group of checkboxes, a multiple select and a
 * repeated name are lists. Buttons and disabled fields are left out. A chosen file is an Error: files go by `upload_form`.
 */
export function formData(source: FormSource): Record<string, unknown> {
  const form = formOf(source)
  for (const field of form.elements as Iterable<Element> as Iterable<HTMLInputElement>) {
    if (field.type === 'file' && field.files?.length && !field.matches(':disabled')) {
      throw new Error(`the field '${field.name}' holds a file; send the form with upload_form(…), form_data is for plain values`)
    }
  }
  return plainFields(form)
}

/** As `formData`, leaving files out. */
export function plainFields(form: HTMLFormElement): Record<string, unknown> {
  const groups = new Map<string, Field[]>()
  for (const field of form.elements as Iterable<Element> as Iterable<Field>) {
    if (!field.name || field.matches(':disabled') || /^(submit|button|reset|image|file)$/.test(field.type)) continue
    groups.set(field.name, [...(groups.get(field.name) ?? []), field])
  }
  const values: [string, unknown][] = []
  for (const [name, fields] of groups) {
    const value = valueOf(fields)
    if (value !== undefined) values.push([name, value])
  }
  // `fromEntries` defines own properties, so that a field called __proto__ stays data.
  return Object.fromEntries(values)
}

function valueOf(fields: Field[]): unknown {
  const first = fields[0] as HTMLInputElement
  const lone = fields.length === 1
  if (fields.every((field) => field.type === 'checkbox')) {
    const boxes = fields as HTMLInputElement[]
    if (!lone) return boxes.filter((box) => box.checked).map((box) => box.value)
    if (first.value === 'on') return first.checked
    return first.checked ? first.value : undefined
  }
  if (fields.every((field) => field.type === 'radio')) {
    return (fields as HTMLInputElement[]).find((radio) => radio.checked)?.value
  }
  const values = fields.flatMap((field) => {
    if (field.type === 'select-multiple') return [...(field as HTMLSelectElement).selectedOptions].map((option) => option.value)
    const box = field as HTMLInputElement
    return /^(checkbox|radio)$/.test(box.type) && !box.checked ? [] : [box.value]
  })
  return lone && first.type !== 'select-multiple' ? values[0] : values
}
