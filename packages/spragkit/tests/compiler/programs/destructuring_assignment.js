let a = 1, b = 2, o = {}; [a, b] = [b, a]; ({ x: o.y, z: a = 9 } = { x: 3 }); print(a, b, o)
