/** Files to an `@action`: the browser's side of `upload_form` and `upload`. */

import { Component } from '../component.js'
import { Module } from '../module.js'
import { accept, ActionError, unreachable, type ActionResult } from './actions.js'
import { uploadInChunks } from './chunks.js'
import type { Feature } from './client.js'
import { formOf, plainFields, type FormSource } from './forms.js'
import { page } from './payload.js'
import { send } from './send.js'
import type { UploadNegotiation } from './wire.js'

/** A promise of the action's envelope that can be called off; then it rejects with code SPRAG_UPLOAD_CANCELLED. */
export interface Upload extends Promise<ActionResult> {
  cancel(): void
}

/** `uploading` while bytes go out, `finalizing` while the action runs, `complete` once it has answered. */
export interface UploadProgress {
  phase: 'uploading' | 'finalizing' | 'complete'
  loaded: number
  total: number
  /** 0 to 100. */
  percent: number
  length_computable: boolean
  file_name: string | null
}

type OnProgress = ((progress: UploadProgress) => void) | null

interface Methods {
  uploadForm(name: string, source: FormSource, onProgress?: OnProgress): Upload
  upload(name: string, file: File | Blob, payload?: unknown, onProgress?: OnProgress): Upload
}

declare module '../module.js' {
  interface Module<S extends object = Record<string, any>> extends Methods {}
}
declare module '../component.js' {
  interface Component<S extends object = Record<string, any>> extends Methods {}
}

export const uploads: Feature = {
  name: 'uploads',
  install() {
    for (const { prototype } of [Module, Component]) Object.assign(prototype, { uploadForm, upload })
  },
}

interface Sent {
  name: string
  file: File
}

/** Smaller sets are sent at once, without asking for the threshold first. */
const SURELY_SMALL = 65536

/** Sends a form, its files included; the other fields become the action's payload. */
export function uploadForm(name: string, source: FormSource, onProgress?: OnProgress): Upload {
  const form = formOf(source)
  const files: Sent[] = []
  for (const field of form.elements as Iterable<Element> as Iterable<HTMLInputElement>) {
    if (field.type !== 'file' || !field.name || field.matches(':disabled')) continue
    for (const file of field.files ?? []) files.push({ name: field.name, file })
  }
  return start(name, plainFields(form), files, onProgress)
}

/** Sends one file, in the field `file`. */
export function upload(name: string, file: File | Blob, payload: unknown = null, onProgress?: OnProgress): Upload {
  if (DEV && !(file instanceof Blob)) throw new TypeError(`upload: expected a File, got ${file === null ? 'None' : typeof file}`)
  const named = file instanceof File ? file : new File([file], 'blob', { type: file.type })
  return start(name, payload ?? {}, [{ name: 'file', file: named }], onProgress)
}

function start(action: string, payload: unknown, files: Sent[], onProgress?: OnProgress): Upload {
  const stop = new AbortController()
  const run = transfer(action, payload, files, stop.signal, onProgress ?? null)
  return Object.assign(run, {
    cancel: () => stop.abort(new ActionError(0, { ok: false, code: 'SPRAG_UPLOAD_CANCELLED', error: 'The upload was cancelled.' })),
  })
}

async function transfer(
  action: string,
  payload: unknown,
  files: Sent[],
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<ActionResult> {
  const { path: route, actions, upload_endpoint: endpoint } = page()
  if (DEV && !actions.includes(action)) {
    throw new Error(`Unknown action '${action}' for route '${route}'; it has: ${actions.join(', ') || 'none'}`)
  }
  const size = files.reduce((sum, { file }) => sum + file.size, 0)
  const tell = (phase: UploadProgress['phase'], loaded: number, total: number): void =>
    onProgress?.({
      phase,
      loaded,
      total,
      percent: phase === 'complete' ? 100 : total ? Math.min(99, Math.floor((loaded / total) * 100)) : 0,
      length_computable: total > 0,
      file_name: files.length === 1 ? files[0]!.file.name : null,
    })
  const onSent = (loaded: number, total: number): void => tell(total && loaded >= total ? 'finalizing' : 'uploading', loaded, total)
  tell('uploading', 0, size)
  const result = (await wantsChunks(endpoint, files, signal))
    ? await uploadInChunks({ endpoint, route, action, payload, files, signal, onSent })
    : await sendWhole(endpoint, { route, action, payload }, files, signal, onSent)
  tell('complete', size, size)
  return result
}

async function sendWhole(
  endpoint: string,
  call: { route: string; action: string; payload: unknown },
  files: Sent[],
  signal: AbortSignal,
  onSent: (loaded: number, total: number) => void,
): Promise<ActionResult> {
  const form = new FormData()
  form.set('__sprag_route', call.route)
  form.set('__sprag_action', call.action)
  form.set('__sprag_payload', JSON.stringify(call.payload))
  for (const { name, file } of files) form.append(name, file, file.name)
  const { status, text } = await send(endpoint, form, { signal, onSent })
  return accept(status, text)
}

let threshold: number | null = null

/** Whether a file is so large that the server wants it in pieces. Asked once, when it first matters. */
async function wantsChunks(endpoint: string, files: Sent[], signal: AbortSignal): Promise<boolean> {
  const largest = Math.max(0, ...files.map(({ file }) => file.size))
  if (largest <= SURELY_SMALL) return false
  if (threshold === null) {
    const response = await fetch(`${endpoint}/negotiate`, { signal }).catch(() => null)
    if (!response?.ok) throw unreachable(response ? `The server answered ${response.status} when asked how to upload.` : undefined)
    threshold = ((await response.json()) as UploadNegotiation).threshold
  }
  return largest >= threshold
}
