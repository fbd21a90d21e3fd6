function* g() { const x = yield; yield* [x, yield 1] }
const i = g(); i.next(); print(i.next(5).value, i.next(6).value)
