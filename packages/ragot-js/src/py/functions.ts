// Functions as values: how many arguments they take, and methods that keep their object.
//
// JavaScript drops arguments that are too many and makes undefined of those that are missing; Python raises. Functions that the compiler
// knows at a call are checked when the app is built. The others carry their count with them, and who calls one says what it gives.

export type Fn = (...args: unknown[]) => unknown

type Counted = Fn & { $least?: number; $most?: number }

type Bound = Counted & { $of?: unknown }

/** A function of Python's that is handed on; JavaScript may still call it with what it likes. Without `most` none is counted. */
export function fn<F>(f: F, most?: number, least?: number): F {
  const counted = f as Counted
  counted.$least = least ?? counted.length
  counted.$most = most
  return f
}

/** A function that is called by position with `given` arguments. */
export function callee<F>(f: F, given: number): F {
  const { $least, $most } = (typeof f === 'function' ? f : callee) as Counted
  if ($most !== undefined && (given > $most || given < ($least as number))) throw wrongCount(f as Counted, given)
  return f
}

/** What a call of a function's value calls: a class has a way to make an instance. */
export function maker<F>(f: F): F {
  const cls = f as { $make?: Fn }
  return cls.$make ? (((...args) => cls.$make?.(...args)) as Fn as F) : f
}

/** `Class.method` as a value: its first argument is the object. */
export function unbound(method: Counted & { $free?: Fn }, most = method.$most as number, least = method.$least as number): Fn {
  return (method.$free ??= fn((self, ...args) => method.apply(self, args), most + 1, least + 1))
}

function wrongCount(f: Counted, given: number): Error {
  const { $least = 0, $most = 0 } = f
  const takes = $most < 0 ? 'keywords only' : $least === $most ? $most : given > $most ? `at most ${$most}` : `at least ${$least}`
  return new TypeError(`${f.name || 'the function'}() takes ${takes} positional argument${takes === 1 ? '' : 's'} but ${given} ${given === 1 ? 'was' : 'were'} given`)
}

/** `v.name(...)` where some function of that name takes another number of arguments. */
export function ask(v: unknown, name: string, ...args: unknown[]): unknown {
  const f = (v as Record<string, unknown>)[name]
  if (typeof f === 'function') return callee(f as Fn, args.length).apply(v, args)
  throw new TypeError(`v.${name} is not a function`) // as JavaScript says it; `caught` makes an AttributeError of it
}

const METHODS = /* @__PURE__ */ new WeakMap<object, Map<string, Bound>>()

/** A method of an object as a value: the same function every time, so that what `on` was given, `off` finds again. */
export function bind(v: object, name: string, most?: number): Fn {
  const methods = METHODS.get(v) ?? new Map<string, Bound>()
  const method = (v as Record<string, Counted>)[name] as Counted
  let found = methods.get(name)
  if (found?.$of !== method) {
    found = fn(method.bind(v) as Bound, most ?? method.$most, method.$least)
    found.$of = method
    METHODS.set(v, methods.set(name, found))
  }
  return found
}
