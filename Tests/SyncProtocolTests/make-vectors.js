// Makes Protocol/vectors/sync.json with the stock y-protocols:
//   NODE_PATH=/usr/share/nodejs node Tests/SyncProtocolTests/make-vectors.js > Protocol/vectors/sync.json
'use strict'
const Y = require('yjs')
const sync = require('y-protocols/sync')
const awareness = require('y-protocols/awareness')
const auth = require('y-protocols/auth')
const encoding = require('lib0/encoding')
const crypto = require('crypto')

const hex = bytes => Buffer.from(bytes).toString('hex')
const written = write => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return hex(encoding.toUint8Array(encoder))
}
const doc = client => {
  const doc = new Y.Doc()
  doc.clientID = client
  return doc
}

// Two writers, so that the state vector names two clients.
const writer = doc(1)
writer.getText('notes').insert(0, 'guard on the press')
const other = doc(4294967295)
Y.applyUpdate(other, Y.encodeStateAsUpdate(writer))
other.getText('notes').insert(0, 'A ')
const update = Y.encodeStateAsUpdate(other)

const frames = [
  {
    what: 'step1', vector: { 1: 18, 4294967295: 2 },
    frame: written(e => { encoding.writeVarUint(e, 0); sync.writeSyncStep1(e, other) })
  },
  {
    what: 'step1', vector: {},
    frame: written(e => { encoding.writeVarUint(e, 0); sync.writeSyncStep1(e, doc(9)) })
  },
  {
    what: 'step2', update: hex(update),
    frame: written(e => { encoding.writeVarUint(e, 0); sync.writeSyncStep2(e, other) })
  },
  {
    what: 'step2', update: '0000',
    frame: written(e => { encoding.writeVarUint(e, 0); sync.writeSyncStep2(e, doc(9)) })
  },
  {
    what: 'update', update: hex(update),
    frame: written(e => { encoding.writeVarUint(e, 0); sync.writeUpdate(e, update) })
  },
  {
    what: 'denied', reason: 'not-found',
    frame: written(e => { encoding.writeVarUint(e, 2); auth.writePermissionDenied(e, 'not-found') })
  },
  { what: 'queryAwareness', frame: written(e => encoding.writeVarUint(e, 3)) }
]

// A conversation of two replicas: every update, in order, and what the second knows after it.
const here = new awareness.Awareness(doc(1))
const there = new awareness.Awareness(doc(2))
const steps = []
const tell = (what, clients = [1]) => {
  const bytes = awareness.encodeAwarenessUpdate(here, clients)
  awareness.applyAwarenessUpdate(there, bytes, 'wire')
  const states = {}
  there.getStates().forEach((state, client) => { if (client !== 2) states[client] = state })
  steps.push({ what, update: hex(bytes), states })
}
tell('the first message has clock 0 and says nothing')
here.setLocalState({ user: { name: 'Amina' } })
tell('the second counts')
here.setLocalStateField('cursor', { anchor: { type: null, tname: 'notes', item: { client: 1, clock: 3 }, assoc: 0 } })
tell('a caret')
const old = awareness.encodeAwarenessUpdate(here, [1])
here.setLocalState({ user: { name: 'Amina \u{1F9F5} "seam"' }, n: [1.5, -2, 1e21, true, null] })
tell('odd values')
here.setLocalState(null)
tell('gone')
awareness.applyAwarenessUpdate(there, old, 'wire')
steps.push({ what: 'an old state does not come back', update: hex(old), states: {} })
here.setLocalState({})
tell('back again')
here.destroy()
there.destroy()

// Heads of the committee "factory", as two servers sign them.
const server = number => {
  const seed = Buffer.alloc(32, number)
  // The seed as PKCS #8, which is what node takes.
  const key = crypto.createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8'
  })
  const head = (audience, sequence, entry) => {
    const hash = crypto.createHash('sha256').update(entry).digest('hex')
    const statement = ['bipartite-head-v1', 'factory', audience, sequence, hash].join('\n')
    return { audience, sequence, hash, signature: hex(crypto.sign(null, Buffer.from(statement), key)) }
  }
  return {
    key: crypto.createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64'),
    heads: [head('committee', 9, 'one'), head('committee', 12, 'two'), head('worker', 4, 'three')]
  }
}

process.stdout.write(JSON.stringify({
  about: 'Frames of y-websocket and a conversation of awareness updates, made by y-protocols; heads signed by node',
  frames, awareness: steps, heads: [server(1), server(2)]
}, null, 2) + '\n')
process.exit(0)
