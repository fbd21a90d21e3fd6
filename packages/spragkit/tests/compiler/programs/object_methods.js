const k = 'key'; const o = { get x() { return 1 }, set x(v) {}, async: 2, get: 3, [k]: 4, k, 'a b': 5, async f() {}, *g() { yield 1 } }; print(o.x, o.async, o.get, o.key, o.k, o['a b'], [...o.g()])
