// Waiting for a job without reloading: the page is asked again each second, and only its part about the job is renewed.

const ASK_EVERY_MS = 1000

export async function keepWaiting(page: Document = document) {
  const here = page.querySelector('#waiting')
  while (here?.hasAttribute('data-waits')) {
    await new Promise(resolve => setTimeout(resolve, ASK_EVERY_MS))
    const there = await newest(page)
    if (there && there.innerHTML !== here.innerHTML) renew(here, there)
  }
}

// The element itself stays, so that a screen reader says what is new in it.
function renew(here: Element, there: Element) {
  here.replaceChildren(...there.childNodes)
  for (const name of ['data-waits', 'aria-busy']) if (!there.hasAttribute(name)) here.removeAttribute(name)
}

async function newest(page: Document): Promise<Element | null> {
  try {
    const answer = await fetch(page.location.href, { headers: { Accept: 'text/html' } })
    // Signed out meanwhile, or the seat has ended: the whole page says so.
    if (!answer.ok || answer.redirected) page.location.reload()
    return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('#waiting')
  } catch {
    return null // offline: asked again
  }
}
