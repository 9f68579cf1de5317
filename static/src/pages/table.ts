// The table's page: opens the live text upon what the server wrote into the page.
import { Connection } from '../live/connection.ts'
import { socketTransport } from '../live/socket.ts'
import { dataIn, type LiveData, type PageData } from '../table/page-data.ts'
import { Table } from '../table/table.ts'

const live = dataIn<LiveData>('live')
const page = dataIn<PageData>('page')
const connection = new Connection(socketTransport())
const table = await Table.open({ live, page, connection })
if (location.hash) table.goTo(location.hash.slice(1))
document.documentElement.dataset.ready = ''
