/** Scrollers inside the chunks of another one; those of chunks that went serve chunks that come. */

export interface ChildScroller<Options> {
  mount(parent: HTMLElement): unknown
  rebind(options: Options, parent: HTMLElement): void
  recycle(): void
  unmount(): void
}

type Tell = (type: string, chunk: number) => void

export class Children<Options, Child extends ChildScroller<Options>> {
  readonly live = new Map<number, Child[]>()
  readonly spare: Child[] = []

  constructor(
    private readonly make: (options: Options) => Child,
    private readonly tell: Tell,
  ) {}

  /** A scroller in `parent` for chunk `i`; it goes when `release(i)` is called. */
  take(i: number, options: Options, parent: HTMLElement): Child {
    const pooled = this.spare.pop()
    const child = pooled ?? this.make(options)
    if (pooled) pooled.rebind(options, parent)
    else child.mount(parent)
    this.tell(pooled ? 'child_rebind' : 'child_mount', i)
    this.live.set(i, [...(this.live.get(i) ?? []), child])
    this.tell('child_register', i)
    return child
  }

  /** Lets the scrollers of chunk `i` go; at most `room` are held ready. */
  release(i: number, room = 0): void {
    for (const child of this.live.get(i) ?? []) {
      const kept = this.spare.length < room
      if (kept) this.spare.push(child)
      child[kept ? 'recycle' : 'unmount']()
      this.tell(kept ? 'child_recycle' : 'child_unmount', i)
    }
    this.live.delete(i)
  }

  end(): void {
    for (const child of this.spare.splice(0)) child.unmount()
  }
}
