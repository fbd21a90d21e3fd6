let a = 1
let b = a
++b
const f = function () { return 5 }
;[1, 2].forEach((x) => { b += x })
print(a, b, f())
