// Buttons that copy the whole of what is shown in part: data-copy holds it, data-said is said when it is done.

const SAID_MS = 2000

export function keepCopying(root: HTMLElement) {
  if (!navigator.clipboard) return
  offerCopying(root)
  root.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null
    if (button) void copy(button)
  })
}

/** Also for what is put into the page later. */
export function offerCopying(place: HTMLElement) {
  if (!navigator.clipboard) return
  for (const button of place.querySelectorAll<HTMLElement>('[data-copy][hidden]')) button.hidden = false
}

async function copy(button: HTMLElement) {
  await navigator.clipboard.writeText(button.dataset.copy ?? '')
  if (button.nextElementSibling?.classList.contains('copy-said')) return
  const said = document.createElement('span')
  said.className = 'copy-said'
  said.role = 'status'
  button.after(said)
  // A live region speaks when it changes, not when it appears.
  requestAnimationFrame(() => {
    said.textContent = button.dataset.said ?? ''
  })
  setTimeout(() => said.remove(), SAID_MS)
}
