// A refusal stands at the address of the act that it answers, where Back and Reload would act again or end in nothing.
// It takes the address of the page from which the act was begun.

export function keepAnswers(root: HTMLElement) {
  if (root.dataset.answers === undefined || !document.referrer) return
  const page = new URL(document.referrer)
  if (page.origin === location.origin) history.replaceState(null, '', page)
}
