// A stand-in for any ES module from a registry.
export function createPulse(bpm) {
  return {
    bpm,
    change(by) {
      this.bpm = Math.min(240, Math.max(24, this.bpm + by))
    },
    period() {
      return Math.round(60000 / this.bpm)
    },
  }
}
