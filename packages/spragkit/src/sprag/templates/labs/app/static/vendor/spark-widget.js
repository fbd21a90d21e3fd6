// A stand-in for any classic library: one global, a constructor, draw() and destroy().
(function () {
  'use strict'

  function SparkWidget(canvas, points) {
    this.canvas = canvas
    this.draw(points)
  }

  SparkWidget.prototype.draw = function (points) {
    var canvas = this.canvas
    var context = canvas.getContext('2d')
    var top = Math.max.apply(null, points)
    var style = getComputedStyle(canvas)
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.beginPath()
    points.forEach(function (point, index) {
      var x = 8 + (index / Math.max(1, points.length - 1)) * (canvas.width - 16)
      var y = canvas.height - 8 - (point / top) * (canvas.height - 16)
      if (index) context.lineTo(x, y)
      else context.moveTo(x, y)
    })
    context.lineWidth = 4
    context.lineJoin = 'round'
    context.strokeStyle = style.color
    context.stroke()
    canvas.dataset.points = String(points.length)
  }

  SparkWidget.prototype.destroy = function () {
    this.canvas.getContext('2d').clearRect(0, 0, this.canvas.width, this.canvas.height)
    delete this.canvas.dataset.points
  }

  window.SPRAGSparkWidget = SparkWidget
})()
