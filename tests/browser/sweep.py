"""What is asked of every page, in light, in the dark, on a phone, from the right: axe, width, keys, visible focus."""

import json

from playwright.sync_api import Page

from tests.looks.test_looks import AXE, CONTRAST, RULES

# Contrast is the same at every width, and the dearest to look at.
_NARROW = {"runOnly": RULES, "rules": {"color-contrast": {"enabled": False}}}

# Every control that can be seen is reached by Tab, or is one of those in which arrows walk, and shows its focus.
_KEYS = """() => {
  const pressed = 'a[href], button, input:not([type=hidden]), select, textarea, summary'
  const walked = '[role=toolbar], [role=listbox], .clause, .outline'
  const isShut = one => one.disabled || one.closest('[inert], dialog:not([open])')
  const faults = []
  for (const one of document.querySelectorAll(pressed)) {
    const target = one.closest('label') ?? one
    if (!one.checkVisibility({ visibilityProperty: true }) || isShut(one)) continue
    if (one.tabIndex < 0 && !one.closest(walked)) faults.push(`no key: ${one.outerHTML.slice(0, 90)}`)
    if (one.tabIndex < 0 || one.closest('.ProseMirror')) continue
    one.focus({ preventScroll: true })
    if (document.activeElement !== one) continue
    const seen = [one, target].some(it => {
      const style = getComputedStyle(it)
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow.includes('inset')
    })
    if (!seen) faults.push(`no focus to be seen: ${one.outerHTML.slice(0, 90)}`)
  }
  document.activeElement?.blur()
  return faults
}"""
_TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return []
  return [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect()
    const scrolls = one.parentElement.closest('.scroll-x, .seg, .tabs, .nav, .tools, .pick')
    return (box.right > innerWidth + 0.5 || box.left < -0.5) && box.width > 1 && !scrolls
  }).slice(0, 3).map(one => `too wide: ${one.outerHTML.slice(0, 90)}`) .concat(['the page scrolls sideways'])
}"""


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open, looked at in every way; it is left as it was."""
    page.evaluate(AXE)
    page.evaluate("document.fonts.ready.then(() => true)")
    found = [f"light: {fault}" for fault in _axe(page, {"runOnly": RULES}) + page.evaluate(_TOO_WIDE)]
    page.keyboard.press("Shift")  # from here on focus is that of somebody who uses keys
    found += [f"keys: {fault}" for fault in page.evaluate(_KEYS)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in _axe(page, {"runOnly": CONTRAST})]
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    found += [f"390: {fault}" for fault in _axe(page, _NARROW) + page.evaluate(_TOO_WIDE)]
    page.evaluate("document.documentElement.dir = 'rtl'")
    found += [f"390 from the right: {fault}" for fault in page.evaluate(_TOO_WIDE)]
    page.evaluate("document.documentElement.dir = 'ltr'")
    assert size
    page.set_viewport_size(size)
    return found


def faults_in(page: Page, place: str) -> list[str]:
    """What axe finds in a part of the page, in light and in the dark."""
    page.evaluate(AXE)
    found = [f"light: {fault}" for fault in _axe(page, {"runOnly": RULES}, place)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in _axe(page, {"runOnly": CONTRAST}, place)]
    page.emulate_media(color_scheme="light")
    return found


def _axe(page: Page, options: dict[str, object], place: str = "html") -> list[str]:
    wanted = json.dumps(options | {"resultTypes": ["violations"], "elementRef": False})
    result = page.evaluate(f"axe.run({json.dumps(place)}, {wanted})")
    return [f"{rule['id']}: {node['html'][:150]}" for rule in result["violations"] for node in rule["nodes"]]
