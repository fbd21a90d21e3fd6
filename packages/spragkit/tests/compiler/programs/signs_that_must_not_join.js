let a = 1, b = 2
print(a + +b, a - -b, a + ++b, - -a, 1 - -1)
