/** Work that is done once in the next frame, however often it is asked for. */

export interface FrameTask {
  (): void
  cancel(): void
}

export function inNextFrame(run: () => void): FrameTask {
  let frame = 0
  const ask = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      run()
    })
  }
  return Object.assign(ask, {
    cancel() {
      cancelAnimationFrame(frame)
      frame = 0
    },
  })
}
