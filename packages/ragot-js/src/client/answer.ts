/** What `emit_socket` gives. */

/** A promise that nobody has to wait for: a failure that nobody asks about goes to `unheard`. */
export class Answer implements PromiseLike<unknown> {
  #promise: Promise<unknown>
  #asked = false

  constructor(promise: Promise<unknown>, unheard: (error: Error) => void) {
    this.#promise = promise
    promise.catch((error: Error) => this.#asked || unheard(error))
  }

  then<A = unknown, B = never>(
    kept?: ((value: unknown) => A | PromiseLike<A>) | null,
    failed?: ((error: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#asked = true
    return this.#promise.then(kept, failed)
  }

  catch<B = never>(failed?: ((error: any) => B | PromiseLike<B>) | null): Promise<unknown> {
    return this.then(null, failed)
  }

  finally(done?: (() => void) | null): Promise<unknown> {
    this.#asked = true
    return this.#promise.finally(done)
  }
}
