// Bundles the pages' scripts and the stylesheet into static/build, with the fonts and icons they need.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = new URL('.', import.meta.url).pathname
const out = `${here}build`
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const pages = `${here}src/pages`
const scripts = existsSync(pages) ? readdirSync(pages).filter(name => name.endsWith('.ts')) : []

const shared = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  metafile: true,
  logLevel: 'warning',
}
if (scripts.length) {
  const { metafile } = await build({
    ...shared,
    entryPoints: scripts.map(name => `src/pages/${name}`),
    outbase: `${here}src/pages`,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    chunkNames: 'chunks/[name]-[hash]',
  })
  writeFileSync(`${out}/imports.json`, JSON.stringify(importsOf(metafile.outputs)))
}
if (existsSync(`${here}src/style/looks.css`))
  await build({
    ...shared,
    sourcemap: false,
    entryPoints: ['src/style/looks.css', 'src/style/zh.css'],
    outbase: `${here}src/style`,
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]-[hash]',
    target: 'chrome123',
  })
for (const name of readdirSync(`${here}icons`)) copyFileSync(`${here}icons/${name}`, `${out}/${name}`)

// Compressed once here, not at each request; fonts and images are compressed already.
for (const name of readdirSync(out, { recursive: true }))
  if (/\.(js|css|svg)$/.test(name)) {
    const content = readFileSync(`${out}/${name}`)
    writeFileSync(`${out}/${name}.gz`, gzipSync(content, { level: 9 }))
    writeFileSync(`${out}/${name}.br`, brotliCompressSync(content))
  }

/** What each page's script imports at once, directly or not, so that the page can name it. */
function importsOf(outputs) {
  const found = {}
  const gather = (path, into) => {
    for (const { path: next, kind } of outputs[path].imports)
      if (kind === 'import-statement' && !into.has(next)) gather(next, into.add(next))
    return into
  }
  for (const [path, { entryPoint }] of Object.entries(outputs))
    if (entryPoint)
      found[path.replace('build/', '')] = [...gather(path, new Set())].map(next => next.replace('build/', ''))
  return found
}
