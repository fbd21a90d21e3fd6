let x = 0
do x++
while (x < 3) print(x)
