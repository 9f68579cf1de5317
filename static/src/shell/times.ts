// Moments come in UTC with their zone written out. In the browser they become the reader's own time, the zone still named;
// UTC stays in the title.

const FORMS: Record<string, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  full: { dateStyle: 'full', timeStyle: 'long' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
}

const DRAWN = 'time[data-time]:not([title])'

export function localTime(moment: string, form: string, language: string, zone?: string): string | null {
  const options = FORMS[form]
  const at = new Date(moment)
  if (!options || Number.isNaN(at.getTime())) return null
  return new Intl.DateTimeFormat(inDayMonthOrder(language), {
    ...options,
    hourCycle: 'h23',
    timeZone: zone,
  }).format(at)
}

// Conference papers in English write 21 Nov, not Nov 21.
function inDayMonthOrder(language: string): string {
  return language === 'en' ? 'en-GB' : language
}

export function drawTimes(within: ParentNode) {
  for (const time of within.querySelectorAll<HTMLTimeElement>(DRAWN)) draw(time)
}

function draw(time: HTMLTimeElement) {
  const words = localTime(time.dateTime, time.dataset.time ?? '', document.documentElement.lang)
  if (words === null) return
  time.title = time.textContent ?? ''
  time.textContent = words
}

// Fragments are fetched anew as the negotiation goes on; their times are drawn as they arrive.
export function keepTimesDrawn(root: HTMLElement) {
  drawTimes(root)
  new MutationObserver(changes => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node instanceof Element) drawIn(node)
  }).observe(root, { childList: true, subtree: true })
}

function drawIn(node: Element) {
  if (node.matches(DRAWN)) draw(node as HTMLTimeElement)
  drawTimes(node)
}
