function f(x) { switch (x) { case 'a': { let r = 1; return r } case /b/.source: return 2; default: return 3 } }
print(f('a'), f('b'), f('c'))
