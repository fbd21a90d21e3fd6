// Builds dist/: one minified ES module per source file (esm/, and production/ without what only explains mistakes), the
// two single files, and the types.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { minify } from 'terser'

const here = dirname(fileURLToPath(import.meta.url))
const src = join(here, 'src')
const dist = join(here, 'dist')
const version = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).version
const banner = `/* ragot-js ${version} | Apache-2.0 */`
const common = { target: 'es2022', minify: true, charset: 'utf8', legalComments: 'none', logLevel: 'warning' }

const sources = readdirSync(src, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => join(src, file))

await modules('esm', { define: { DEV: 'true' }, sourcemap: true })
await modules('production', { define: { DEV: 'false' } })
await whole('index.ts', 'esm', 'ragot.esm.min.js')
await whole('global.ts', 'iife', 'ragot.min.js')
if (!process.argv.includes('--no-types')) types()

async function modules(name, options) {
  const outdir = join(dist, name)
  await esbuild.build({ ...common, ...options, entryPoints: sources, outdir, outbase: src, format: 'esm' })
  const built = new Set(sources.flatMap((file) => ['.js', '.js.map'].map((end) => relative(src, file).replace(/\.ts$/, end))))
  for (const file of readdirSync(outdir, { recursive: true }).map(String)) {
    if (/\.(js|map)$/.test(file) && !built.has(file)) rmSync(join(outdir, file))
  }
}

/** One file with everything, as small as it gets: esbuild joins, terser shortens. */
async function whole(entry, format, name) {
  const outfile = join(dist, name)
  const options = { ...common, define: { DEV: 'false' }, bundle: true, sourcemap: 'external', mangleProps: /^\$[a-z]/, format, outfile, write: false }
  const make = (mangleCache) => esbuild.build({ ...options, entryPoints: [join(src, entry)], mangleCache })
  // Members that are ours alone get esbuild's short names, and keep their `$`: a component has fields of its user's beside them.
  const short = Object.entries((await make({})).mangleCache)
  const joined = await make(Object.fromEntries(short.map(([own, name]) => [own, `$${name}`])))
  const text = (end) => joined.outputFiles.find((file) => file.path.endsWith(end)).text
  const { code, map } = await minify(text('.js'), {
    ecma: 2022,
    module: format === 'esm',
    compress: { ecma: 2022, passes: 3, unsafe_arrows: true, hoist_props: true },
    format: { ecma: 2022, comments: false, preamble: banner },
    sourceMap: { content: text('.map'), filename: name, url: `${name}.map` },
  })
  writeFileSync(outfile, code)
  writeFileSync(`${outfile}.map`, map)
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
