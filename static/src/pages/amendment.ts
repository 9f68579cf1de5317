// The pages of amendments: writing, the list with the chair's desk, one amendment.
import type { WritingData, WritingPage } from '../amendments/data.ts'
import { openDesk } from '../amendments/desk.ts'
import { Writing } from '../amendments/writing.ts'
import { Connection } from '../live/connection.ts'
import { leading, SocketTransport } from '../live/socket.ts'
import { keeping } from '../table/keeping.ts'
import { dataIn } from '../table/page-data.ts'
import { keepAwake } from '../table/waking.ts'

const csrf = () => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''

const desk = document.querySelector<HTMLFormElement>('form[data-desk]')
if (desk) openDesk(desk)
// The desk stays in view beside the list; the amendment that lies on it should be seen in the list as well.
if (location.hash === '#desk' && innerWidth > 1024)
  document.querySelector('.desk-list [aria-current="true"]')?.scrollIntoView({ block: 'center' })

if (document.querySelector('#live')) {
  const live = dataIn<WritingData>('live')
  const page = dataIn<WritingPage>('page')
  const connection = new Connection(new SocketTransport(location.origin, csrf, leading(live.text)))
  await Writing.open({ live, page, connection, keeping: keeping(live.text, connection), csrf })
  keepAwake(connection)
}
document.documentElement.dataset.ready = ''
