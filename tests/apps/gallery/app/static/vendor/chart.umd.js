globalThis.Chart = class {
  constructor(canvas, options) {
    this.canvas = canvas
    canvas.dataset.chart = options.type + ' ' + options.data.join(',')
  }
  destroy() {
    delete this.canvas.dataset.chart
  }
}
