// Builds what every page needs into internal/web/assets/dist: one stylesheet
// (GOV.UK Frontend and MoJ Frontend as their makers prebuilt them, cut down to
// the parts our pages use, then ours), the fonts, and the mark. Names change
// with content, so a browser may keep them for ever.
//
// GDS Transport and the crown may be used on GOV.UK only: every @font-face of
// the packages is cut, the family is rewritten, and the build stops if a
// picture or font of theirs is still asked for.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'internal/web/assets')
const dist = join(source, 'dist')
const modules = join(root, 'node_modules')

// The blocks of each package that internal/web/ui renders.
const used = {
  govuk: [
    'back-link', 'body', 'button', 'button-group', 'checkboxes', 'clearfix', 'date-input', 'details',
    'error-message', 'error-summary', 'fieldset', 'form-group', 'heading', 'hint', 'inset-text', 'input',
    'label', 'label-wrapper', 'link', 'list', 'notification-banner', 'pagination', 'panel', 'radios',
    'section-break', 'select', 'skip-link', 'skip-link-focused-element', 'summary-list', 'table', 'tag',
    'template', 'textarea', 'visually-hidden', 'visually-hidden-focusable', 'warning-text', '!',
  ],
  moj: ['primary-navigation', 'sub-navigation'],
}

const fonts = [
  '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2',
  '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-italic.woff2',
  '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
  '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic.woff2',
]

/** Splits a stylesheet into its top-level rules: [prelude, body or null]. */
function rules (css) {
  const found = []
  let start = 0
  for (let i = 0; i < css.length; i++) {
    if (css[i] === ';') {
      found.push([css.slice(start, i).trim(), null])
      start = i + 1
    } else if (css[i] === '{') {
      const end = closing(css, i)
      found.push([css.slice(start, i).trim(), css.slice(i + 1, end)])
      start = end + 1
      i = end
    }
  }
  return found.filter(([prelude]) => prelude !== '')
}

/** The place of the brace that closes the one at open; strings are skipped. */
function closing (css, open) {
  let depth = 0
  for (let i = open; i < css.length; i++) {
    if (css[i] === '"' || css[i] === "'") {
      const quote = css[i]
      for (i++; css[i] !== quote; i++) if (css[i] === '\\') i++
    } else if (css[i] === '{') depth++
    else if (css[i] === '}' && --depth === 0) return i
  }
  throw new Error('a stylesheet ends inside a rule')
}

const blockName = /\.(govuk|moj)-((?:\\!)|[a-z0-9]+(?:-[a-z0-9]+)*)/g

/** Whether every block a selector names is one we use. */
function wanted (selector) {
  for (const [, family, name] of selector.matchAll(blockName)) {
    const block = name === '\\!' ? '!' : name.replace(/^(heading|body)-.*/, '$1')
    if (!used[family].includes(block)) return false
  }
  return true
}

/** Drops comments, fonts and every rule for a block our pages do not use. */
function cut (css) {
  let out = ''
  for (const [prelude, body] of rules(css.replace(/\/\*[\s\S]*?\*\//g, ''))) {
    if (prelude.startsWith('@font-face')) continue
    if (body === null) {
      if (!prelude.startsWith('@charset')) throw new Error(`the packages' stylesheets ask for ${prelude}`)
    } else if (/^@(media|supports|layer)/.test(prelude)) {
      const inner = cut(body)
      if (inner !== '') out += `${prelude}{${inner}}`
    } else if (prelude.startsWith('@')) {
      out += `${prelude}{${body}}`
    } else {
      const kept = prelude.split(/,(?![^(]*\))/).filter(wanted)
      if (kept.length > 0) out += `${kept.join(',')}{${body}}`
    }
  }
  return out
}

/** Our own stylesheet: comments and needless space taken out. */
function squeeze (css) {
  return css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ').replace(/ ?([{};]) ?/g, '$1').replace(/;}/g, '}').trim()
}

function refuse (css, pattern, why) {
  const bad = css.match(pattern)
  if (bad) throw new Error(`${why}: ${bad[0]}`)
}

const manifest = {}

function write (plain, extension, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const name = `${plain}.${hash}${extension}`
  writeFileSync(join(dist, name), content)
  if (extension !== '.woff2') writeFileSync(join(dist, `${name}.gz`), gzipSync(content, { level: 9 }))
  manifest[plain + extension] = name
  return name
}

mkdirSync(dist, { recursive: true })
for (const old of readdirSync(dist)) if (old !== '.keep') rmSync(join(dist, old), { recursive: true })

let packages = cut(readFileSync(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.css'), 'utf8')) +
  cut(readFileSync(join(modules, '@ministryofjustice/frontend/moj/moj-frontend.min.css'), 'utf8'))
packages = packages.replaceAll(/"?GDS Transport"?,arial,sans-serif/g, 'var(--cd-sans)')
  .replaceAll(/font-family:sans-serif/g, 'font-family:var(--cd-sans)') // what they print in
refuse(packages, /GDS Transport|crest|crown|@import|url\([^)]*\)/i, 'a package still brings what councils may not use or we do not serve')

const cssFolder = join(source, 'css')
let ours = readdirSync(cssFolder).filter((f) => f.endsWith('.css')).sort()
  .map((f) => readFileSync(join(cssFolder, f), 'utf8')).join('\n')
for (const font of fonts) {
  const file = font.split('/').pop()
  const name = write(file.replace('.woff2', ''), '.woff2', readFileSync(join(modules, font)))
  if (!ours.includes(`url(${file})`)) throw new Error(`no stylesheet uses ${file}`)
  ours = ours.replaceAll(`url(${file})`, `url(${name})`)
}
refuse(ours, /url\((?!source-s)[^)]*\)|@import/, 'our stylesheet asks for something that is not served')

write('mark', '.svg', readFileSync(join(source, 'mark.svg')))
const sheet = packages + squeeze(ours)
const name = write('candour', '.css', sheet)
writeFileSync(join(dist, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')
console.log(`internal/web/assets/dist: ${Object.keys(manifest).length} files; ${name} is ${Math.round(sheet.length / 1024)} KB`)
