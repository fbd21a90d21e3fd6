let g = 2, i = 4
print(i / g / g, 'a/b'.replace(/[/]/g, '-'), /\/x/.test('/x'), (1) / 2)
