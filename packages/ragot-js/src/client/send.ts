/** Requests with a body worth watching: XMLHttpRequest, because fetch tells nothing about what it has sent. */

import { unreachable } from './actions.js'

export interface Answer {
  status: number
  text: string
}

export interface Sending {
  signal: AbortSignal
  /** Bytes of the body, as sent so far and in all; `total` is 0 when unknown. */
  onSent?: (loaded: number, total: number) => void
}

/** Posts `body`. Rejects with an ActionError when the server cannot be reached, with the signal's reason when it aborts. */
export function send(url: string, body: XMLHttpRequestBodyInit, { signal, onSent }: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const request = new XMLHttpRequest()
    const abort = (): void => {
      request.abort()
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort)
    request.onloadend = () => signal.removeEventListener('abort', abort)
    request.onload = () => resolve({ status: request.status, text: request.responseText })
    request.onerror = () => reject(unreachable())
    if (onSent) request.upload.onprogress = (event) => onSent(event.loaded, event.lengthComputable ? event.total : 0)
    request.open('POST', url)
    request.send(body)
  })
}
