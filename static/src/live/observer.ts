// What the browser has put into the page and the library has not read yet.
import type { EditorView } from 'prosemirror-view'

/** Have the library look now: it would look soon, but what is done before that stands upon words that are not there. */
export function readPage(view: EditorView): void {
  ;(view as unknown as { domObserver: { flush(): void } }).domObserver.flush()
}
