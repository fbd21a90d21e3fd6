/** Calls of the server's `@action`s. */

import { plainNavigate } from './location.js'
import { page } from './payload.js'
import type * as Wire from './wire.js'

/** The envelope of an action that ran; its value is plain data. */
export type ActionResult = Wire.ActionResult & { value: any }

/** What the server answered, when it was not what the caller hoped for. */
export interface Refusal extends Partial<Wire.ActionFailure> {
  ok: false
  error: string
  /** Of the client's own refusals, e.g. SPRAG_SERVER_UNAVAILABLE. */
  code?: string
}

/** A refused or failed call: `status` is 0 when the server could not be reached. */
export class ActionError extends Error {
  override readonly name = 'ActionError'
  constructor(
    readonly status: number,
    readonly response: Refusal,
  ) {
    super(response.error)
  }
}

let before: Promise<unknown> | null = null

/** Calls made from now on are sent when `ready` is settled, so that the page hears of all that they set off. */
export function callsWaitFor(ready: Promise<unknown>): void {
  before = ready
}

/** Calls an action of this page's controller. Resolves with the envelope, rejects with an ActionError. */
export async function callAction(name: string, payload: unknown = null): Promise<ActionResult> {
  const { path, actions, action_endpoint } = page()
  if (DEV && !actions.includes(name)) {
    throw new Error(`Unknown action '${name}' for route '${path}'; it has: ${actions.join(', ') || 'none'}`)
  }
  if (before) await before
  const call: Wire.ActionCall = { route: path, action: name, payload }
  return postJson(action_endpoint, call)
}

/** The message to show for what a call rejected with. */
export function actionErrorMessage(error: unknown, fallback?: string | null): string {
  const { response, message } = (error ?? {}) as Partial<ActionError>
  return response?.error || message || fallback || '[SPRAG] Action failed.'
}

/** Posts `value` and gives the answer, as `accept` does. */
export async function postJson<T = ActionResult>(url: string, value: unknown, init?: RequestInit): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(value), ...init }).catch((error: unknown) => {
    throw init?.signal?.aborted ? error : unreachable()
  })
  return accept(response.status, await response.text()) as T
}

export function unreachable(error = 'The server cannot be reached.'): ActionError {
  return new ActionError(0, { ok: false, code: 'SPRAG_SERVER_UNAVAILABLE', error })
}

/** The envelope in a response: its redirect is followed, its refusal thrown. */
export function accept(status: number, text: string): ActionResult {
  let body: ActionResult
  try {
    body = JSON.parse(text) as ActionResult
  } catch {
    // A proxy in between, or an error page.
    throw new ActionError(status, { ok: false, error: `The server answered ${status}, without a result.` })
  }
  if (status >= 400 || !body.ok) {
    const error = body.error || `The server answered ${status}.`
    throw new ActionError(body.status ?? status, { ...body, ok: false, error })
  }
  if (body.redirect) plainNavigate(body.redirect.location, body.redirect.replace)
  return body
}
