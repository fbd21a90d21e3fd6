const o = { a: { b: () => 3 } }; print(o?.a?.b?.(), o.z?.[0], o.z?.q.r.s, true ?.5 : 1)
