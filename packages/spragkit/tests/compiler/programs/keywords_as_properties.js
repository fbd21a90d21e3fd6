const o = { in: 1, of: 2, new: 3, class: 4 }; print(o.in / o.of, o.new, o.class, 'in' in o)
