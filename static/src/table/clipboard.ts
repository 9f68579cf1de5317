// Copying, pasting and dropping. What comes in is made into clauses here, never by the library's reading of foreign pages.
import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Numbers } from '../text/numbering.ts'
import { deleteSelected, insertClauses } from './commands.ts'
import { copied } from './copy.ts'
import { type Left, nodesOf, type Pasted, pastedHtml, pastedText } from './paste.ts'
import { cleaned, isClean } from './words.ts'

export interface ClipboardPage {
  numbers(): Numbers
  /** Says what of the pasted could not be kept. */
  left(left: ReadonlySet<Left>): void
  /** Says that nothing can be dropped here. */
  dropped(): void
}

export function clipboard(page: ClipboardPage): Plugin {
  return new Plugin({
    props: {
      handleTextInput(view, from, to, words) {
        if (isClean(words)) return false
        view.dispatch(view.state.tr.insertText(cleaned(words), from, to))
        return true
      },
      // Before the library looks: it would read the foreign page itself, styles and all.
      handleDOMEvents: {
        paste: (view, event) => paste(view, event, page),
        drop: (_, event) => drop(event, page),
        copy: (view, event) => copy(view, event, page),
        cut: (view, event) => copy(view, event, page) && deleteSelected(view.state, view.dispatch),
        // Words are moved by cutting and pasting, clauses by their grip: a drag of words loses too much by accident.
        dragstart(_, event) {
          event.preventDefault()
          return true
        },
      },
    },
  })
}

function copy(view: EditorView, event: ClipboardEvent, page: ClipboardPage): boolean {
  if (view.state.selection.empty || !event.clipboardData) return false
  const { html, text } = copied(view.state, page.numbers())
  event.clipboardData.setData('text/html', html)
  event.clipboardData.setData('text/plain', text)
  event.preventDefault()
  return true
}

function paste(view: EditorView, event: ClipboardEvent, page: ClipboardPage): boolean {
  const data = event.clipboardData
  event.preventDefault()
  if (!data || !view.editable) return true
  put(view, read(data), page)
  return true
}

function read(data: DataTransfer): Pasted {
  const [html, text] = [data.getData('text/html'), data.getData('text/plain')]
  if (html) return pastedHtml(html)
  const hasImage = [...data.items].some(item => item.kind === 'file' && item.type.startsWith('image/'))
  return text || !hasImage ? pastedText(text) : { blocks: [], flows: false, left: new Set<Left>(['images']) }
}

function put(view: EditorView, { blocks, flows, left }: Pasted, page: ClipboardPage): void {
  if (blocks.length) insertClauses(nodesOf(view.state.schema, blocks), flows)(view.state, view.dispatch)
  if (left.size) page.left(left)
}

function drop(event: DragEvent, page: ClipboardPage): boolean {
  event.preventDefault()
  page.dropped()
  return true
}
