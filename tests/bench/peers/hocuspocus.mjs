// Hocuspocus as its makers start it, with its SQLite extension.

import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const database = new SQLite({ database: process.env.DATABASE })
const server = new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true, extensions: [database] })
await server.listen()
