// Small parts that the page's scripts draw, as the server's macros draw them.

/** One of the symbols that stand in every page. */
export function icon(name: string, more = ''): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', more ? `i ${more}` : 'i')
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `#${name}`)
  svg.append(use)
  return svg
}

type Content = string | globalThis.Node | null | undefined | false

/** An element with attributes; those that are false or null are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string | boolean | null | undefined> = {},
  ...content: Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== false && value != null) element.setAttribute(key, value === true ? '' : value)
  element.append(...content.filter(part => part !== null && part !== undefined && part !== false))
  return element
}

/** Sets an attribute if it differs (null: takes it away): each writing makes the browser look at its styles again. */
export function mark(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}

/** Sets words if they differ: words written anew are laid out anew. */
export function write(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words
}

export function hidden(words: string): HTMLElement {
  return el('span', { class: 'vh' }, words)
}

/** A nation's code, with its name hidden and in the title. */
export function chip(code: string, name: string, hue = 0, people = 1): HTMLElement {
  const attributes = { class: 'chip', 'data-hue': hue ? String(hue) : null, title: name }
  const count = people > 1 && el('span', { class: 'chip-n' }, String(people))
  return el('span', attributes, el('bdi', { 'aria-hidden': 'true' }, code), hidden(name), count)
}

/** `words` with {name} replaced. */
export function filled(words: string, values: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function find<T extends HTMLElement = HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector)
  if (!found) throw new Error(`The page has no ${selector}.`)
  return found
}
