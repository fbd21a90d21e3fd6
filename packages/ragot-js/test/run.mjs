// Bundles test/**/*.test.ts and runs them on Node's own runner: `node test/run.mjs [part of a path]`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
const here = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv[2] ?? ''
const tests = readdirSync(here, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.test.ts') && file.includes(wanted))
const out = mkdtempSync(join(tmpdir(), 'ragot-test-'))
try {
  await esbuild.build({
    entryPoints: tests.map((file) => join(here, file)),
    outdir: out, outbase: here, outExtension: { '.js': '.mjs' },
    bundle: true, inject: [join(here, 'seed.ts')], format: 'esm', platform: 'node', target: 'node20', sourcemap: 'inline', logLevel: 'warning',
    // Tests name files beside their source, not beside the bundle.
    define: { TEST_ROOT: JSON.stringify(here), DEV: 'true' },
  })
  const files = tests.map((file) => join(out, file.replace(/\.ts$/, '.mjs')))
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} finally {
  rmSync(out, { recursive: true, force: true })
}
