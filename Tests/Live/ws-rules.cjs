// The stock `ws` client against the socket's rules: prints one line of JSON of what it met.
// Usage: node ws-rules.cjs URL OPTIONS UPDATE, where UPDATE is a y-websocket message in Base64 that the server echoes
'use strict'
const WebSocket = require('ws')

const [url, options, encoded] = process.argv.slice(2)
const update = Buffer.from(encoded, 'base64')
const met = { pongs: [], echoes: 0, compressed: 0 }
const socket = new WebSocket(url, JSON.parse(options))

socket.on('upgrade', response => { met.extensions = response.headers['sec-websocket-extensions'] || '' })
socket.on('open', () => {
  // Count the frames that come compressed.
  const receiver = socket._receiver
  const getInfo = receiver.getInfo
  receiver.getInfo = function (...rest) {
    const answer = getInfo.apply(this, rest)
    if (this._compressed && this._opcode > 0 && this._opcode < 8) met.compressed += 1
    return answer
  }
  // In fragments, with a ping between them, and then the same whole.
  const middle = update.length >> 1
  socket.send(update.subarray(0, middle), { fin: false, compress: true })
  socket.ping('between')
  socket.send(update.subarray(middle), { fin: true, compress: true })
  socket.ping(Buffer.alloc(125, 7))
})
socket.on('pong', data => met.pongs.push(data.length))
socket.on('message', data => {
  if (!data.equals(update)) return
  met.echoes += 1
  socket.close(4001, 'bye ✓')
})
socket.on('close', (code, reason) => {
  met.code = code
  console.log(JSON.stringify(met))
})
socket.on('error', error => { met.error = error.message })
