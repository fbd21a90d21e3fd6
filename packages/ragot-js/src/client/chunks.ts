/** One upload in pieces: a few at a time, each tried again when the network or the server stumbles. */

import { accept, ActionError, postJson, type ActionResult } from './actions.js'
import { send, type Answer } from './send.js'
import type { UploadAccepted, UploadInit } from './wire.js'

export interface ChunkedUpload {
  endpoint: string
  route: string
  action: string
  payload: unknown
  files: { name: string; file: File }[]
  signal: AbortSignal
  onSent(loaded: number, total: number): void
}

interface Chunk {
  fileIndex: number
  chunkIndex: number
  body: Blob
}

const PARALLEL = 3
const ATTEMPTS = 6

/** Resolves with the action's envelope; cancels the upload on the server when it fails or is aborted. */
export async function uploadInChunks(upload: ChunkedUpload): Promise<ActionResult> {
  const { endpoint, route, action, payload, files, signal } = upload
  const announced: UploadInit = {
    route,
    action,
    payload,
    files: files.map(({ name, file }) => ({ name, filename: file.name, content_type: file.type, size: file.size })),
  }
  const session = await postJson<UploadAccepted>(`${endpoint}/init`, announced, { signal })
  // One chunk that fails for good stops its siblings.
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  try {
    return await sendAll(upload, session, either)
  } catch (error) {
    failed.abort(error)
    void postJson(`${endpoint}/cancel`, { upload_id: session.upload_id }, { keepalive: true }).catch(() => {})
    throw signal.aborted ? signal.reason : error
  }
}

async function sendAll(upload: ChunkedUpload, session: UploadAccepted, signal: AbortSignal): Promise<ActionResult> {
  const total = upload.files.reduce((sum, { file }) => sum + file.size, 0)
  const waiting = chunksOf(upload.files, session.chunk_size)
  let done = 0
  let result: ActionResult | null = null
  const flying = new Map<Chunk, number>()
  const tell = (): void => upload.onSent(Math.min(total, done + [...flying.values()].reduce((a, b) => a + b, 0)), total)

  const worker = async (): Promise<void> => {
    for (const chunk of waiting) {
      const { status, text } = await sendChunk(upload.endpoint, session, chunk, signal, (loaded) => {
        flying.set(chunk, Math.min(loaded, chunk.body.size))
        tell()
      })
      flying.delete(chunk)
      done += chunk.body.size
      tell()
      if (isFinal(text)) result = accept(status, text)
      else if (status >= 400) accept(status, text)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  if (!result) throw new ActionError(0, { ok: false, error: 'The server took every part of the upload but did not finish it.' })
  return result
}

function* chunksOf(files: ChunkedUpload['files'], size: number): Generator<Chunk> {
  for (const [fileIndex, { file }] of files.entries()) {
    const count = Math.max(1, Math.ceil(file.size / size))
    for (let chunkIndex = 0; chunkIndex < count; chunkIndex++) {
      yield { fileIndex, chunkIndex, body: file.slice(chunkIndex * size, (chunkIndex + 1) * size) }
    }
  }
}

async function sendChunk(
  endpoint: string,
  session: UploadAccepted,
  chunk: Chunk,
  signal: AbortSignal,
  onSent: (loaded: number) => void,
): Promise<Answer> {
  const form = new FormData()
  form.set('upload_id', session.upload_id)
  form.set('file_index', String(chunk.fileIndex))
  form.set('chunk_index', String(chunk.chunkIndex))
  form.set('chunk', chunk.body, 'chunk')
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send(`${endpoint}/chunk`, form, { signal, onSent })
      if (attempt === ATTEMPTS || isFinal(answer.text) || !mayPass(answer.status)) return answer
    } catch (error) {
      if (signal.aborted || attempt === ATTEMPTS) throw error
    }
    onSent(0)
    await pause(Math.random() * Math.min(8000, 250 * 2 ** attempt), signal)
  }
}

/** Whether the same request may succeed later. */
function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status === 502 || status === 503 || status === 504
}

/** Whether the action has run: then its answer stands, whatever its status. */
function isFinal(text: string): boolean {
  try {
    return !!(JSON.parse(text) as { finalized?: boolean }).finalized
  } catch {
    return false
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true })
  })
}
