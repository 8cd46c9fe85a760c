// Honest people with stock programs: Debian's yjs and y-websocket in one or two tabs of one member, and the
// Hocuspocus framing of another. Told what to do by lines of JSON; any number of runs go on at once.
'use strict'
const readline = require('readline')
const Y = require('yjs')
const { WebsocketProvider } = require('y-websocket')
const WebSocket = require('ws')
const decoding = require('lib0/decoding')
const encoding = require('lib0/encoding')
const awarenessProtocol = require('y-protocols/awareness')
const syncProtocol = require('y-protocols/sync')

// Each tab listens for the end of the process.
process.setMaxListeners(0)

const words = ['guard ', 'exit route ', 'needle ', 'tại ', '工会 ', 'نقابة ', '\n', 'wage', '👩‍🏭', 'x']
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

class Chance { // mulberry32
  constructor (seed) { this.state = seed >>> 0 }
  below (count) {
    this.state = (this.state + 0x6D2B79F5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * count)
  }
  of (list) { return list[this.below(list.length)] }
}

/** What one person does to a document, one thing at a time. */
class Hand {
  constructor (doc, root, chance) {
    Object.assign(this, { doc, chance, notes: doc.getText('notes'), rows: doc.getMap(root) })
    this.undo = new Y.UndoManager([this.notes, this.rows], { captureTimeout: 0 })
  }

  /** The place nearest before `at` that does not part the two halves of a character: no editor has its caret there. */
  whole (at) {
    const code = this.notes.toString().charCodeAt(at)
    return code >= 0xDC00 && code < 0xE000 ? at - 1 : at
  }

  act () {
    const { chance, notes, rows } = this
    const at = this.whole(chance.below(notes.length + 1))
    const length = most => this.whole(at + Math.min(notes.length - at, 1 + chance.below(most))) - at
    const keys = [...rows.keys()]
    const row = keys.length > 0 ? rows.get(chance.of(keys)) : null
    const isRow = row instanceof Y.Map
    switch (chance.below(14)) {
      case 0: case 1: case 2: return notes.insert(at, chance.of(words))
      case 3: return notes.delete(at, length(9))
      case 4: return notes.format(at, length(6), { bold: chance.of([true, null]) })
      case 5: return this.addRow()
      case 6: return keys.length > 3 ? rows.delete(chance.of(keys)) : this.addRow()
      case 7: return isRow && row.set(chance.of(['priority', 'rank', 'removed']), chance.below(100))
      case 8: return isRow && row.get('why') instanceof Y.Text && row.get('why').insert(0, chance.of(words))
      case 9: return isRow && row.get('evidence') instanceof Y.Array && this.shuffle(row.get('evidence'))
      case 10: return isRow && row.delete(chance.of(['why', 'rank', 'evidence']))
      case 11: return this.undo.undo()
      case 12: return this.undo.redo()
      case 13: return this.doc.transact(() => { for (let n = 0; n < 5; n++) notes.insert(at, chance.of(words)) })
    }
  }

  addRow () {
    const row = new Y.Map()
    row.set('why', new Y.Text('because'))
    row.set('evidence', Y.Array.from(['a', { sha: 'b' }]))
    this.rows.set(`row-${this.chance.below(12)}`, row)
  }

  shuffle (list) {
    if (list.length > 4) list.delete(this.chance.below(list.length - 2), 2)
    else list.push([this.chance.below(9), [null, 1.5, { deep: ['x'] }]])
  }
}

/** A tab with y-websocket; tabs of one member hear each other over the browser's channel. */
class Tab {
  constructor (run, seed, doc = new Y.Doc()) {
    Object.assign(this, { run, doc, chance: new Chance(seed) })
    this.hand = new Hand(doc, run.root, this.chance)
    this.provider = new WebsocketProvider(run.y, run.document, doc, {
      WebSocketPolyfill: WebSocket, params: { token: run.token }, maxBackoffTime: 100
    })
    this.provider.on('connection-close', event => {
      if (event && event.code > 1006) this.run.refusals.push(`y-websocket closed with ${event.code} ${event.reason}`)
    })
    this.provider.awareness.setLocalState({ cursor: null })
  }

  step () {
    switch (this.chance.below(12)) {
      case 0: return this.provider.disconnect()
      case 1: return this.provider.connect()
      case 2: return this.provider.awareness.setLocalStateField('cursor', this.chance.below(100))
      default: return this.hand.act()
    }
  }

  /** Closes the tab and opens it again with what the browser had kept; the engine gets a new id. */
  reopen () {
    const kept = Y.encodeStateAsUpdate(this.doc)
    this.close()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, kept)
    return new Tab(this.run, this.chance.below(1 << 30), doc)
  }

  online () { this.provider.connect() }
  get isSynced () { return this.provider.synced }
  close () { this.provider.destroy(); this.doc.destroy() }
}

/** The Hocuspocus framing: one document on a socket, each update answered by its SyncStatus. */
class Framed {
  constructor (run, seed, doc = new Y.Doc()) {
    Object.assign(this, { run, doc, chance: new Chance(seed), isOpen: false, isSynced: false, unanswered: 0 })
    this.hand = new Hand(doc, run.root, this.chance)
    this.awareness = new awarenessProtocol.Awareness(doc)
    this.held = null
    doc.on('update', (update, origin) => {
      if (origin === this || !this.isOpen) return
      if (this.held) this.held.push(update); else this.sendUpdate(update)
    })
    this.online()
  }

  online () {
    if (this.socket) return
    const socket = this.socket = new WebSocket(this.run.sync)
    socket.binaryType = 'arraybuffer'
    socket.on('open', () => this.send(2, e => { encoding.writeVarUint(e, 0); encoding.writeVarString(e, this.run.tokenB) }))
    socket.on('message', data => { if (this.socket === socket) this.receive(new Uint8Array(data)) })
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      if (code > 1006) this.run.refusals.push(`hocuspocus closed with ${code} ${reason}`)
      if (this.socket === socket) this.offline()
    })
  }

  offline () {
    const socket = this.socket
    Object.assign(this, { socket: null, isOpen: false, isSynced: false, unanswered: 0, held: null })
    if (socket) socket.terminate()
  }

  send (type, write) {
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, this.run.address)
    encoding.writeVarUint(encoder, type)
    write(encoder)
    this.socket.send(encoding.toUint8Array(encoder))
  }

  sendUpdate (update) {
    this.unanswered += 1
    this.send(0, e => syncProtocol.writeUpdate(e, update))
  }

  receive (data) {
    const decoder = decoding.createDecoder(data)
    decoding.readVarString(decoder)
    switch (decoding.readVarUint(decoder)) {
      case 0: case 4: {
        const reply = encoding.createEncoder()
        const kind = syncProtocol.readSyncMessage(decoder, reply, this.doc, this)
        if (kind === 1) this.isSynced = true
        if (encoding.length(reply) > 0) this.send(0, e => encoding.writeUint8Array(e, encoding.toUint8Array(reply)))
        return
      }
      case 1: return awarenessProtocol.applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this)
      case 2: {
        if (decoding.readVarUint(decoder) !== 2) return this.run.refusals.push('hocuspocus: denied')
        this.isOpen = true
        // The step2 that answers the server's step1 is answered by a SyncStatus too.
        this.unanswered = 1
        this.send(0, e => syncProtocol.writeSyncStep1(e, this.doc))
        return this.renew()
      }
      case 7: return this.run.refusals.push(`hocuspocus: ended, ${decoding.readVarString(decoder)}`)
      case 8: {
        if (decoding.readVarUint(decoder) !== 1) this.run.refusals.push('hocuspocus: an update was not saved')
        this.unanswered -= 1
      }
    }
  }

  renew () {
    this.awareness.setLocalState({ cursor: this.chance.below(100) })
    const update = awarenessProtocol.encodeAwarenessUpdate(this.awareness, [this.doc.clientID])
    this.send(1, e => encoding.writeVarUint8Array(e, update))
  }

  step () {
    switch (this.chance.below(14)) {
      case 0: return this.offline()
      case 1: return this.online()
      case 2: return this.isOpen && this.renew()
      case 3: return this.isOpen && (this.held = this.held || [])
      case 4: return this.sendHeld()
      default: return this.hand.act()
    }
  }

  /** What was held back leaves as one merged update. */
  sendHeld () {
    const held = this.held
    this.held = null
    if (held && held.length > 0) this.sendUpdate(Y.mergeUpdates(held))
  }

  reopen () {
    const kept = Y.encodeStateAsUpdate(this.doc)
    this.close()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, kept)
    return new Framed(this.run, this.chance.below(1 << 30), doc)
  }

  close () { this.offline(); this.awareness.destroy(); this.doc.destroy() }
}

const runs = new Map()

async function begin (run) {
  run.refusals = []
  const chance = new Chance(run.seed)
  const people = Array.from({ length: run.tabs }, () => new Tab(run, chance.below(1 << 30)))
  if (run.framed) people.push(new Framed(run, chance.below(1 << 30)))
  runs.set(run.id, { run, people })
  for (let n = 0; n < run.steps; n++) {
    const who = chance.below(people.length)
    if (chance.below(25) === 0) people[who] = people[who].reopen()
    else people[who].step()
    if (chance.below(3) === 0) await pause(chance.below(8))
  }
  return { id: run.id }
}

/** Everybody is online, has typed a last word, and sees everybody's. */
async function settle ({ id, others }) {
  const { run, people } = runs.get(id)
  people.forEach((person, number) => {
    if (person.sendHeld) person.sendHeld()
    person.online()
    person.doc.getText('notes').insert(0, `<${run.id}/node${number}>`)
  })
  const markers = people.map((_, number) => `<${run.id}/node${number}>`).concat(others)
  const end = Date.now() + 60000
  const isDone = person => person.isSynced && !person.unanswered &&
    markers.every(marker => person.doc.getText('notes').toString().includes(marker))
  while (!people.every(isDone)) {
    if (Date.now() > end) {
      run.refusals.push('not in sync after 60 s: ' + people.map(person =>
        `${person.constructor.name} synced ${person.isSynced} unanswered ${person.unanswered} lacks ` +
        markers.filter(marker => !person.doc.getText('notes').toString().includes(marker))).join(', '))
      break
    }
    await pause(5)
  }
  return { id: run.id, markers, refusals: run.refusals }
}

const shown = doc => ({ notes: doc.getText('notes').toString(), delta: doc.getText('notes').toDelta() })
const questions = {
  begin,
  settle,
  /** What each sees. */
  look: ({ id }) => {
    const { run, people } = runs.get(id)
    return { seen: people.map(({ doc }) => ({ ...shown(doc), rows: doc.getMap(run.root).toJSON() })), refusals: run.refusals }
  },
  end: ({ id }) => {
    for (const person of runs.get(id).people) person.close()
    runs.delete(id)
    return {}
  }
}

readline.createInterface({ input: process.stdin }).on('line', async line => {
  const question = JSON.parse(line)
  const answer = await questions[question.do](question)
  process.stdout.write(JSON.stringify({ id: question.id, ...answer }) + '\n')
}).on('close', () => process.exit(0))
