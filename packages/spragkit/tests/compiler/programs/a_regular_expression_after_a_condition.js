let n = 0
if (n === 0) /x/.test('x') && n++
print(n)
