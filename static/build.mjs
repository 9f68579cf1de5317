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
import { gzipSync } from 'node:zlib'
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
if (scripts.length)
  await build({
    ...shared,
    entryPoints: scripts.map(name => `src/pages/${name}`),
    outbase: `${here}src/pages`,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    chunkNames: 'chunks/[name]-[hash]',
  })
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
  if (/\.(js|css|svg)$/.test(name))
    writeFileSync(`${out}/${name}.gz`, gzipSync(readFileSync(`${out}/${name}`), { level: 9 }))
