// The table's page: opens the live text upon what the server wrote into the page.
import { Connection } from '../live/connection.ts'
import { leading, SocketTransport } from '../live/socket.ts'
import { keeping } from '../table/keeping.ts'
import { openTable } from '../table/opening.ts'
import { dataIn, type LiveData, type PageData } from '../table/page-data.ts'
import { keepPlace, placeKept } from '../table/returning.ts'
import { keepAwake } from '../table/waking.ts'

const live = dataIn<LiveData>('live')
const page = dataIn<PageData>('page')
const csrf = () => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''
const connection = new Connection(new SocketTransport(location.origin, csrf, leading(live.text)))
const table = await openTable({ live, page, connection, keeping: keeping(live.text, connection) })
const named = location.hash.slice(1)
const place = placeKept(live.text)
if (named) table.goTo(named, place?.clause === named ? place.offset : undefined)
keepPlace(live.text, () => table.place)
keepAwake(connection)
document.documentElement.dataset.ready = ''
