function f(c) { if (c) { var inner = 1; let c = 2; inner += c } return inner }
print(f(true), f(false))
