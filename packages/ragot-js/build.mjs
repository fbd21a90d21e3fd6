// Builds dist/: one minified ES module per source file (esm/, and production/ without what only explains mistakes), the
// two single files, and the types.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const src = join(here, 'src')
const dist = join(here, 'dist')
const version = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).version
const banner = { js: `/* ragot-js ${version} | Apache-2.0 */` }
const common = { target: 'es2022', minify: true, charset: 'utf8', legalComments: 'none', logLevel: 'warning' }

const sources = readdirSync(src, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => join(src, file))

await modules('esm', { define: { DEV: 'true' }, sourcemap: true })
await modules('production', { define: { DEV: 'false' } })
// What is ours alone; `$` and `$$` are exports.
const whole = { ...common, define: { DEV: 'false' }, banner, bundle: true, sourcemap: true, mangleProps: /^\$[a-z]/ }
await esbuild.build({ ...whole, entryPoints: [join(src, 'index.ts')], format: 'esm', outfile: join(dist, 'ragot.esm.min.js') })
await esbuild.build({ ...whole, entryPoints: [join(src, 'global.ts')], format: 'iife', outfile: join(dist, 'ragot.min.js') })
if (!process.argv.includes('--no-types')) types()

async function modules(name, options) {
  const outdir = join(dist, name)
  await esbuild.build({ ...common, ...options, entryPoints: sources, outdir, outbase: src, format: 'esm' })
  const built = new Set(sources.flatMap((file) => ['.js', '.js.map'].map((end) => relative(src, file).replace(/\.ts$/, end))))
  for (const file of readdirSync(outdir, { recursive: true }).map(String)) {
    if (/\.(js|map)$/.test(file) && !built.has(file)) rmSync(join(outdir, file))
  }
}

function types() {
  const tsc = join(here, 'node_modules/typescript/bin/tsc')
  const out = join(dist, 'types')
  rmSync(out, { recursive: true, force: true })
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', out]
  const made = spawnSync(process.execPath, [tsc, '-p', join(here, 'tsconfig.public.json'), ...options], { encoding: 'utf8' })
  if (made.status) {
    process.stderr.write(made.stdout)
    process.exitCode = 1
  }
}
