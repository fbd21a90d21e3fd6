class A { static #n = 1; #p = 2
 static get n() { return A.#n }
 get p() { return this.#p }
 static { A.z = 3 }
 async *gen() { yield 1 }
 'quoted'() { return 4 } [`c${1}`]() { return 5 } has(o) { return #p in o } }
const a = new A()
print(A.n, a.p, A.z, a.quoted(), a.c1(), a.has(a))
