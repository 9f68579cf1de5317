// While a page is open and visible, somebody is there: the session is told so once a minute, and does not run out.

const MINUTE_MS = 60_000

export function keepVisiting(page: Document = document) {
  const token = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content
  const signedIn = page.querySelector('[data-signs-out]') !== null
  if (!token || !signedIn) return
  let last = Date.now()
  const visit = () => {
    if (page.visibilityState !== 'visible' || Date.now() - last < MINUTE_MS) return
    last = Date.now()
    const headers = { 'X-CSRFToken': token, Accept: 'application/json' }
    // Offline, or signed out: the page itself says so where it matters.
    fetch('/sessions/current/visits', { method: 'POST', headers }).catch(() => undefined)
  }
  setInterval(visit, MINUTE_MS / 4)
  page.addEventListener('visibilitychange', visit)
}
