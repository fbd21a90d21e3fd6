print(g()); function g() { return h; var h = 1 }
