const f = function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }, C = class Inner { static make() { return new Inner() } }; print(f(5), C.make() instanceof C)
