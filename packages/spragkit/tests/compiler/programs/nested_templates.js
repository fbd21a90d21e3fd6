const q = 'z', f = (x) => `<${x}>`
print(`a  ${f(`b // ${q}  `)}  \` ${'}'} /* c */
   d`)
