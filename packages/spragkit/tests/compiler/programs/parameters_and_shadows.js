const value = 1
function f(value, { x: y = value, ...rest } = {}, ...more) { try { throw y } catch (value) { return [value, rest, more] } }
print(f(2), f(3, { x: 4, z: 5 }, 6), value)
