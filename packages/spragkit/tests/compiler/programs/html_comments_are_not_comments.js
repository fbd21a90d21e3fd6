let a = 1, b = 3; print(a < !--b, b-- > a)
