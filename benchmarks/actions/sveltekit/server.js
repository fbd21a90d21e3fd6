// Prints its port as its first line, as every server of the benchmark does.
import { createServer } from 'node:http'
import { handler } from './build/handler.js'

const server = createServer(handler)
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.on('SIGTERM', () => process.exit(0))
