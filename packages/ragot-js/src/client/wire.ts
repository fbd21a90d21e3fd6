/** Every message between server and browser: written by tools/gen_wire.py from specter/wire.py. */

export type Position = [epoch: string, seq: number]

/** POST /__sprag__/actions. A missing route or action has an answer of its own. */
export interface ActionCall {
  route?: string | null
  action?: string | null
  payload?: unknown
}

export interface RedirectTo {
  location: string
  replace: boolean
  status: number
}

/** The answer to an action that ran; `status` is the outcome's own. */
export interface ActionResult {
  action: string
  error: string | null
  ok: boolean
  redirect: RedirectTo | null
  route: string
  status: number
  value: unknown
}

/** The answer to an action that could not run; the HTTP status says why. */
export interface ActionFailure {
  error: string
  ok: boolean
  route?: string | null
  action?: string | null
  errors?: Record<string, unknown> | null
  request_id?: string | null
  traceback?: string | null
}

/** GET /__sprag__/uploads/negotiate. Files from `threshold` bytes on are sent in chunks. */
export interface UploadNegotiation {
  chunk_size: number
  threshold: number
}

export interface FileAnnounced {
  name: string
  filename: string
  size: number
  content_type?: string | null
}

/** POST /__sprag__/uploads/init. */
export interface UploadInit {
  route?: string | null
  action?: string | null
  payload?: unknown
  files?: FileAnnounced[]
}

export interface UploadAccepted {
  ok: boolean
  upload_id: string
  chunk_size: number
  chunks_expected: number
}

/** The answer to a chunk that is not the last. */
export interface ChunkAccepted {
  ok: boolean
  chunks_received: number
  chunks_expected: number
}

/** POST /__sprag__/uploads/cancel. */
export interface UploadCancel {
  upload_id?: string | null
}

/** What a view had when its connection was lost. */
export interface Resume {
  token: string
  streams?: Record<string, Position>
}

/** Anything that a browser sends; `type` says which of the other fields count. */
export interface ClientFrame {
  type?: string
  id?: number | null
  route?: string | null
  resume?: Resume | null
  action?: string | null
  topic?: string | null
  event?: unknown
  payload?: unknown
}

export interface HelloFrame {
  type: 'hello'
  id: string
}

export interface ReadyFrame {
  type: 'ready'
  id: string
  route: string | null
  token: string
  streams: Record<string, Position>
  resumed: boolean
}

export interface TopicFrame {
  type: 'topic'
  action: string
  topic: string
  id?: number | null
  stream?: string | null
  pos?: Position | null
}

export interface AckFrame {
  type: 'ack'
  id: number
  value: unknown
}

export interface ErrorFrame {
  type: 'error'
  error: string
  id?: number | null
  status?: number | null
  errors?: Record<string, unknown> | null
}

export interface EventFrame {
  type: 'event'
  event: string
  payload: unknown
  stream?: string | null
  pos?: Position | null
}

export interface GapFrame {
  type: 'gap'
  stream: string
  pos: Position
}

export interface PongFrame {
  type: 'pong'
}

/** Payload of the event `sprag:action.resolved`. */
export interface ActionResolved {
  action: string
  task_id: string
  ok: boolean
  value: unknown
  error: string | null
  redirect: RedirectTo | null
}

/** Payload of the event `sprag:action.failed`. */
export interface ActionFailed {
  action: string
  task_id: string
  ok: boolean
  error: string
}

/** One message of GET /__sprag__/events. */
export interface Broadcast {
  event: string
  payload: unknown
}

export type ServerFrame = HelloFrame | ReadyFrame | TopicFrame | AckFrame | ErrorFrame | EventFrame | GapFrame | PongFrame
