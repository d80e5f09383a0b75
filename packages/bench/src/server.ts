/**
 * A process of its own that answers like WeChat and does next to nothing else. It speaks just enough HTTP for requests
 * without a body, so that it is not what the others wait for.
 */
import { createServer } from "node:net"

const reply = (body: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json; encoding=utf-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`

const count = reply(`{"total_count":15}`)
const token = reply(`{"access_token":"TOKEN","expires_in":7200}`)
const endOfRequest = "\r\n\r\n"

const server = createServer({ noDelay: true }, (socket) => {
  let pending = ""
  socket.setEncoding("latin1")
  socket.on("error", () => socket.destroy())
  socket.on("data", (text: string) => {
    pending += text
    for (let end = pending.indexOf(endOfRequest); end !== -1; end = pending.indexOf(endOfRequest)) {
      socket.write(pending.startsWith("GET /cgi-bin/token") ? token : count)
      pending = pending.slice(end + endOfRequest.length)
    }
  })
})

server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object") process.send?.({ port: address?.port })
})
process.on("disconnect", () => process.exit(0))
