// The theme: a radio button writes a cookie, which the server turns into data-theme on the next page.

const YEAR_S = 365 * 24 * 3600

export function keepTheme(root: HTMLElement) {
  root.addEventListener('change', event => {
    const radio = event.target
    if (!(radio instanceof HTMLInputElement) || radio.name !== 'theme') return
    root.toggleAttribute('data-theme', radio.value !== 'auto')
    if (radio.value !== 'auto') root.dataset.theme = radio.value
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is absent outside secure contexts
    document.cookie = `theme=${radio.value}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`
  })
}
