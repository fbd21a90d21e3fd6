outer: for (const a of [1, 2]) { for (let b = 0; ; b++) { if (b > 2) continue outer; if (a == 2) break outer; print(a, b) } }
