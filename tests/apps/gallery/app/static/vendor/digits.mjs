globalThis.digitsLoaded = (globalThis.digitsLoaded ?? 0) + 1
export const twoDigits = (number) => String(number).padStart(2, '0')
