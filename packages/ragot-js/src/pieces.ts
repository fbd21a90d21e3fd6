/** What the pieces of a tree ask of each other: types only. */

/** What owns views: a component. */
export interface Host {
  readonly element: Element | null
  /** Hears the events of its views, once there are any. */
  $ears: { at(root: Element | null): void } | null
  /** Adopted lists whose rows have not been needed yet: each is told which element an event has met. */
  $asleep: Set<(inside: Element) => void>
  /** Components inside that start when this does; null once it has. */
  $waiting: Array<{ readonly $mounted: boolean; $start(): void }> | null
}

/** A CHILD value with a life of its own: a component, a view, a tree of `h(…)`. */
export interface Part {
  readonly $key?: unknown
  /** A part for one place, of a value that may stand in several. */
  $new?(): Part
  /** Makes its node; the caller puts it into the page and then calls `$entered`. */
  $make(host: Host | null, parent?: Node): Node
  /** Takes the server's node instead; `adopter` does it for a value. */
  $adopt(node: Node | null, parent: Node, adopter: Adopter, host: Host | null): Node
  /** Its node stands in its place. */
  $entered(): void
  /** Becomes what `next` describes, keeping its node; false when that is something else. */
  $take(next: unknown): boolean
  $node(): Node
  /** Ends its life; the caller removes the node. */
  $leave(): void
}

/** What may stand where a part is wanted: a component, too; see `asPart` of inside.ts. */
export type PartLike = Part | Nestable

/** What a component is to the tree that it stands in. */
export interface Nestable {
  props: any
  module: unknown
  state: object
  $given: object
  readonly $key: unknown
  readonly $mounted: boolean
  $make(): Node
  $adopt(node: Node | null, parent: Node, adopter: Adopter): Node
  $start(): void
  $flush(): void
  readonly $age: number
  $node(): Node
  $leave(): void
}

export type Path = readonly number[]
export type Hole = readonly [kind: number, path: Path, name?: string]
/** Runs in the component that owns the block, with the values of the instance that the event met. */
export type Handler = (owner: any, values: readonly any[], event: Event) => unknown
export type EventSpot = readonly [path: Path, type: string, handler: Handler]

/** The handlers of a block, and how they are heard; apart from the template, for blocks that have none. */
export interface Hearing {
  readonly spots: readonly EventSpot[]
  hear(host: Host | null): void
}

/** What a CHILD hole becomes in an instance. */
export interface Place {
  readonly anchor: Text
  /** Shows its first value. */
  fill(value: unknown): void
  /** Shows another one. */
  set(value: unknown): void
  /** Puts separators around it where they are needed. */
  mend(): void
  /** Ends what has a life of its own in there. */
  end(): void
}

/** How CHILD holes come to life; apart from the template, for blocks that have none. */
export interface Nesting {
  open(anchor: Text, host: unknown): Place
  adopt(value: unknown, next: ChildNode | null, parent: Node, host: unknown, last: boolean, adopter: Adopter): Place
}

/** The parts of adopting that CHILD holes need; adopt.ts has them. */
export interface Adopter {
  adoptView(value: any, node: Node | null, parent: Node, before?: Node | null): any
  takeText(text: string, next: Node | null, parent: Node): Text
  differs(at: Node | null, parent: Node | null, expected: string, found?: string | null): void
  /** Whether somebody wants to hear of every difference. */
  isWatched(): boolean
}

/** One walk over a template and the server's nodes, which become those of an instance. */
export interface AdoptingWalk {
  run(mine: Element, theirs: Element): void
}

/** An element made from a template; instance.ts has it. */
export interface Instance {
  readonly element: Element
  readonly values: readonly unknown[]
  readonly host: Host | null
  /** Nodes and slots by the number of their hole or event, those that have been needed. */
  refs: Array<Node | Place | undefined> | null
  find(i: number): Node | Place
}
