// The forms beside the editor. An act upon words carries the hash of the words that are on screen, and waits until they
// are saved; a reason is kept as soon as it is left.

export class Forms {
  private readonly csrf: () => string
  private isSaved = true

  constructor(csrf: () => string, unsaved: () => void) {
    this.csrf = csrf
    for (const form of uponWords())
      form.addEventListener('submit', event => {
        if (this.isSaved) return
        event.preventDefault()
        unsaved()
      })
    for (const area of document.querySelectorAll<HTMLTextAreaElement>('[data-keeps-at]'))
      area.addEventListener('change', () => void this.keep(area))
  }

  saved(isSaved: boolean): void {
    this.isSaved = isSaved
  }

  /** The words on screen are these. */
  upon(hash: string): void {
    for (const form of uponWords()) {
      const field = form.querySelector<HTMLInputElement>('[name="words_hash"]')
      if (field) field.value = hash
    }
  }

  private async keep(area: HTMLTextAreaElement): Promise<void> {
    const body = new FormData()
    body.set('reason', area.value)
    const headers = { 'X-CSRFToken': this.csrf(), Accept: 'application/json' }
    try {
      await fetch(area.dataset.keepsAt!, { method: 'POST', headers, body })
    } catch {
      // Offline: it is sent with the words when they are tabled.
    }
  }
}

function uponWords(): NodeListOf<HTMLFormElement> {
  return document.querySelectorAll<HTMLFormElement>('form[data-upon-words]')
}
