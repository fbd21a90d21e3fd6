/** A value computed from parts of a state, computed again only when one of the parts has changed. */

/** Asked of a store's live object, answers with the plain state behind it: its parts change their identity. */
export const RAW = Symbol.for('ragot.raw')

export function createSelector<S, R>(
  inputs: ReadonlyArray<(state: S) => unknown>,
  result: (...values: any[]) => R,
): (state: S) => R {
  if (DEV && (!Array.isArray(inputs) || inputs.some((input) => typeof input !== 'function'))) {
    throw new TypeError('createSelector expects an array of functions and a result function')
  }
  if (DEV && typeof result !== 'function') throw new TypeError(`createSelector expects a result function, got ${typeof result}`)
  let last: unknown[] | null = null
  let value: R
  return (state) => {
    const plain = (state as { [RAW]?: S } | null)?.[RAW] ?? state
    const next = inputs.map((input) => input(plain))
    if (!last || next.some((part, i) => !Object.is(part, last![i]))) {
      value = result(...next)
      last = next
    }
    return value
  }
}
