// Every day the same examples, so that a red run means a change; another FAST_CHECK_SEED finds others.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 1) })
