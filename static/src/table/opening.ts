// Opens the table: reads the text out of the page, joins the live text to it, and sets everything around it going.
import type { Connection } from '../live/connection.ts'
import { LiveText } from '../live/live-text.ts'
import { schema } from '../text/schema.ts'
import { clipboard } from './clipboard.ts'
import { cursorMarks } from './cursors.ts'
import { findMarks } from './find-bar.ts'
import type { Keeping } from './keeping.ts'
import { type Asked, keys } from './keys.ts'
import { Margins } from './margins.ts'
import { Notices } from './notices.ts'
import type { LiveData, PageData } from './page-data.ts'
import { find } from './parts.ts'
import { Presence } from './presence.ts'
import { SaveState } from './save-state.ts'
import { Table } from './table.ts'
import { documentIn, isExact, type Written, writtenIn } from './written.ts'

export interface Opening {
  readonly live: LiveData
  readonly page: PageData
  readonly connection: Connection
  /** Asked for before, so that it is on its way while the text is read. */
  readonly keeping: Promise<Keeping | null>
}

export async function openTable({ live, page, connection, keeping }: Opening): Promise<Table> {
  const written = writtenIn(find('#text'))
  const notices = new Notices(page.words)
  const save = new SaveState(page.words.save, words => notices.say(words), connection)
  const doc = await exactly(written, live, connection)
  const presence = new Presence({ ...live.nations, ...page.roles }, page.words.presence)
  const margins = new Margins(schema.nodeFromJSON(doc), live, page.words.clause, written)
  margins.lock(live.rules.locked)
  let table: Table | null = null
  const pasting = {
    numbers: () => margins.numbers,
    left: notices.left.bind(notices),
    dropped: notices.dropped.bind(notices),
  }
  const plugins = [...keys(asked(() => table)), clipboard(pasting), findMarks(), cursorMarks(presence)]
  const kept = (await keeping) ?? {}
  const { text: id, language, version, rules } = live
  const text = await LiveText.open({
    text: id,
    language,
    version,
    doc,
    schema,
    connection,
    rules,
    plugins,
    ...kept,
  })
  table = new Table({ live, page, connection, text, margins, notices, presence, save })
  return table
}

/** The document as the page's words have it; asked for by itself if they should not say it exactly. */
async function exactly(written: Written, live: LiveData, connection: Connection): Promise<object> {
  try {
    const doc = documentIn(written).toJSON()
    if (await isExact(doc, live.digest)) return doc
  } catch {
    // Words that cannot be read are asked for as well.
  }
  const found = await connection.reach(`/texts/${live.text}/document?version=${live.version}`)
  return (found as { doc: object }).doc
}

/** What keys ask of the table, once there is one. */
function asked(table: () => Table | null): Asked {
  return {
    find: () => table()?.find(),
    help: () => find<HTMLDialogElement>('#keys').showModal(),
    refer: () => table()?.refer(),
    leave: () => table()?.leave(),
    move: way => table()?.move(way),
  }
}
