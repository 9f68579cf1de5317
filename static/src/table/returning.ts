// Where one was in a text: a clause, and how far into its words. Kept in this tab, so that whoever loads the page again goes on
// at the same place.
export interface Place {
  readonly clause: string
  readonly offset: number
}

export function keepPlace(text: string, now: () => Place): void {
  addEventListener('pagehide', () => {
    try {
      sessionStorage.setItem(nameOf(text), JSON.stringify(now()))
    } catch {
      // The browser keeps nothing: the address still names the clause.
    }
  })
}

export function placeKept(text: string): Place | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(text)) ?? 'null')
  } catch {
    return null
  }
}

function nameOf(text: string): string {
  return `place/${text}`
}
