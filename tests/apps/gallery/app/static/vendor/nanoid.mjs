import { twoDigits } from '/static/vendor/digits.mjs'

export const nanoid = () => 'id-' + twoDigits(7)
