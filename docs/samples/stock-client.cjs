// The smallest Yjs program that joins a committee's room: stock yjs and y-websocket, nothing of Bipartite.
// Usage: node stock-client.cjs ws://HOST/y/COMMITTEE DOCUMENT TOKEN TEXT
const Y = require('yjs')
const { WebsocketProvider } = require('y-websocket')
const [url, name, token, text] = process.argv.slice(2)
const doc = new Y.Doc()
const provider = new WebsocketProvider(url, name, doc, { WebSocketPolyfill: require('ws'), params: { token } })
provider.on('synced', synced => {
  if (!synced) return
  // The server echoes what it has flushed: hearing our own edit back means it is saved.
  const read = provider.messageHandlers[0]
  provider.messageHandlers[0] = (...message) => {
    read(...message)
    console.log(`saved: ${JSON.stringify(doc.getText('notes').toString().slice(0, 60))}`)
    provider.destroy()
    process.exit(0)
  }
  doc.getText('notes').insert(0, text)
})
