print(1 .toFixed(1), 1..toFixed(1), 1.5.toFixed(0), 0x10.toString(2), 1_000 .toFixed(0))
