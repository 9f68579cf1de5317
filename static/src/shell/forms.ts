// Forms: data-once is sent once however often it is pressed; data-sends-itself sends a filter as soon as it is chosen.

export function keepForms(root: HTMLElement) {
  root.addEventListener('submit', event => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset.once === undefined) return
    if (form.dataset.sent !== undefined) return event.preventDefault()
    // Later listeners may still stop the sending.
    queueMicrotask(() => event.defaultPrevented || lock(form, event.submitter))
  })
  root.addEventListener('change', event => {
    const form = event.target instanceof HTMLSelectElement ? event.target.form : null
    if (form?.dataset.sendsItself !== undefined) form.requestSubmit()
  })
  // A page that comes back from the browser's memory may be sent again.
  addEventListener('pageshow', event => {
    if (event.persisted)
      for (const form of root.querySelectorAll<HTMLFormElement>('form[data-sent]')) unlock(form)
  })
}

function lock(form: HTMLFormElement, button: HTMLElement | null) {
  form.dataset.sent = ''
  button?.setAttribute('aria-busy', 'true')
}

function unlock(form: HTMLFormElement) {
  delete form.dataset.sent
  for (const button of form.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy')
}
