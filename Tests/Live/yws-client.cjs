// A stock Yjs program: Debian's yjs and y-websocket, told what to do by lines of JSON, answering with lines of JSON.
// Usage: node yws-client.cjs ws://HOST/y/COMMITTEE DOCUMENT TOKEN
'use strict'
const readline = require('readline')
const Y = require('yjs')
const { WebsocketProvider } = require('y-websocket')
const WebSocket = require('ws')

const [url, name, token] = process.argv.slice(2)
const doc = new Y.Doc()
const notes = doc.getText('notes')
const provider = new WebsocketProvider(url, name, doc, {
  WebSocketPolyfill: WebSocket, params: { token }, disableBc: true, maxBackoffTime: 500
})
let status = 'connecting'
// What came back from the server: an echo of our own content is its word that it is saved.
let echoed = 0
provider.on('status', event => { status = event.status })
const handler = provider.messageHandlers[0]
provider.messageHandlers[0] = (encoder, decoder, ...rest) => { echoed += 1; return handler(encoder, decoder, ...rest) }

const answers = {
  text: () => ({ text: notes.toString(), synced: provider.synced, status }),
  insert: ({ at, text }) => { notes.insert(at < 0 ? notes.length : at, text); return { length: notes.length, clientID: doc.clientID } },
  delete: ({ at, count }) => { notes.delete(at, count); return { length: notes.length } },
  presence: ({ state }) => { provider.awareness.setLocalState(state); return {} },
  states: () => ({ states: [...provider.awareness.getStates()].map(([id, state]) => ({ id, state })) }),
  messages: () => ({ messages: echoed }),
  json: ({ root }) => ({ json: doc.getMap(root).toJSON() }),
  offline: () => { provider.disconnect(); return {} },
  online: () => { provider.connect(); return {} }
}
readline.createInterface({ input: process.stdin }).on('line', line => {
  const question = JSON.parse(line)
  process.stdout.write(JSON.stringify(answers[question.do](question)) + '\n')
}).on('close', () => process.exit(0))
