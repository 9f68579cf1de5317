// Dialogs: data-opens="id" opens one, data-closes closes it, data-confirm asks before an act is sent.

export function keepDialogs(root: HTMLElement) {
  root.addEventListener('click', event => {
    const pressed = event.target instanceof Element ? event.target : null
    const opener = pressed?.closest<HTMLElement>('[data-opens]')
    if (opener) return open(opener, event)
    pressed?.closest('[data-closes]')?.closest('dialog')?.close()
    // The backdrop belongs to the dialog itself: a press that hits nothing inside it lands there.
    if (pressed instanceof HTMLDialogElement && pressed.id !== 'confirm' && outside(pressed, event))
      pressed.close()
  })
  root.addEventListener('submit', ask, { capture: true })
}

function open(opener: HTMLElement, event: Event) {
  const dialog = document.getElementById(opener.dataset.opens ?? '')
  if (!(dialog instanceof HTMLDialogElement)) return
  event.preventDefault()
  dialog.showModal()
}

function outside(dialog: HTMLDialogElement, at: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect()
  return at.clientX < box.left || at.clientX > box.right || at.clientY < box.top || at.clientY > box.bottom
}

function ask(event: SubmitEvent) {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.dataset.confirmed !== undefined) return
  const button = event.submitter
  const question = button?.dataset.confirm ?? form.dataset.confirm
  const dialog = document.getElementById('confirm')
  if (!question || !(dialog instanceof HTMLDialogElement)) return
  event.preventDefault()
  event.stopPropagation()
  put(question, button, dialog)
  dialog.addEventListener('close', () => dialog.returnValue === 'yes' && send(form, button), { once: true })
}

function put(question: string, button: HTMLElement | null, dialog: HTMLDialogElement) {
  const asked = dialog.querySelector('[data-question]')
  const yes = dialog.querySelector<HTMLButtonElement>('[data-yes]')
  if (asked) asked.textContent = question
  // The button that goes on says what it does, as the one that was pressed did.
  if (yes && button?.textContent?.trim()) yes.textContent = button.textContent.trim()
  dialog.returnValue = ''
  dialog.showModal()
}

function send(form: HTMLFormElement, button: HTMLElement | null) {
  form.dataset.confirmed = ''
  form.requestSubmit(button)
  delete form.dataset.confirmed
}
