// Menus are details elements and work by themselves; here they close on a press elsewhere and on Escape.

export function keepMenus(root: HTMLElement) {
  root.addEventListener('click', event => {
    for (const menu of openMenus(root))
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false
  })
  root.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    for (const menu of openMenus(root)) {
      menu.open = false
      if (menu.contains(document.activeElement)) menu.querySelector('summary')?.focus()
    }
  })
}

function openMenus(root: HTMLElement): NodeListOf<HTMLDetailsElement> {
  return root.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]')
}
