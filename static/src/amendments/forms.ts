// The forms beside the editor. An act upon words carries the hash of the words that were on screen when it was pressed,
// and is sent once they are saved; a reason is kept as soon as it is left.

interface Pressed {
  readonly form: HTMLFormElement
  readonly button: HTMLElement | null
  readonly hash: string
}

export class Forms {
  private readonly csrf: () => string
  private isSaved = true
  private pressed: Pressed | null = null

  constructor(csrf: () => string, unsaved: () => void) {
    this.csrf = csrf
    for (const form of uponWords())
      form.addEventListener('submit', event => {
        if (this.isSaved) return
        event.preventDefault()
        this.wait({ form, button: event.submitter, hash: hashField(form)?.value ?? '' })
        unsaved()
      })
    for (const area of document.querySelectorAll<HTMLTextAreaElement>('[data-keeps-at]'))
      area.addEventListener('change', () => void this.keep(area))
  }

  saved(isSaved: boolean): void {
    this.isSaved = isSaved
    if (!isSaved || !this.pressed) return
    const { form, button, hash } = this.pressed
    this.pressed = null
    const field = hashField(form)
    if (field) field.value = hash
    // It was asked and answered when it was pressed.
    form.dataset.confirmed = ''
    form.requestSubmit(button)
    delete form.dataset.confirmed
  }

  /** The words on screen are these. */
  upon(hash: string): void {
    for (const form of uponWords()) {
      const field = hashField(form)
      if (field) field.value = hash
    }
  }

  private wait(pressed: Pressed): void {
    this.pressed?.button?.removeAttribute('aria-busy')
    this.pressed = pressed
    pressed.button?.setAttribute('aria-busy', 'true')
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

function hashField(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>('[name="words_hash"]')
}

function uponWords(): NodeListOf<HTMLFormElement> {
  return document.querySelectorAll<HTMLFormElement>('form[data-upon-words]')
}
