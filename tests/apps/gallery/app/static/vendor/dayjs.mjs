import { twoDigits } from './digits.mjs'

export default function dayjs() {
  return { format: (pattern) => pattern.replace('YYYY', '2024').replace('MM', twoDigits(2)).replace('DD', twoDigits(3)) }
}
