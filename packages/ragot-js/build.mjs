// Builds dist/: one minified ES module per source file, the two single files, and the types.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

await esbuild.build({ ...common, entryPoints: sources, outdir: join(dist, 'esm'), outbase: src, format: 'esm', sourcemap: true })
await esbuild.build({
  ...common, banner, bundle: true, sourcemap: true, entryPoints: [join(src, 'index.ts')], format: 'esm',
  outfile: join(dist, 'ragot.esm.min.js'),
})
if (existsSync(join(src, 'global.ts'))) {
  await esbuild.build({
    ...common, banner, bundle: true, sourcemap: true, entryPoints: [join(src, 'global.ts')], format: 'iife',
    outfile: join(dist, 'ragot.min.js'),
  })
}
if (!process.argv.includes('--no-types')) types()

function types() {
  const tsc = join(here, 'node_modules/typescript/bin/tsc')
  const out = join(dist, 'types')
  rmSync(out, { recursive: true, force: true })
  const made = spawnSync(process.execPath, [tsc, '-p', join(here, 'tsconfig.public.json'), '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', out], {
    encoding: 'utf8',
  })
  if (made.status) {
    process.stderr.write(made.stdout)
    process.exitCode = 1
  }
}
