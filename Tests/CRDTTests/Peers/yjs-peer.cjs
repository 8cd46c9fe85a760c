// Stock Yjs as one replica of the differential test: a line of JSON in, a line of JSON out. See History.swift.
'use strict'
const readline = require('readline')
const Y = require('./yjs-13.6.cjs')
console.warn = console.log = () => {}

let doc, made, manager
const types = () => {
  const found = [doc.getText('text'), doc.getMap('map'), doc.getArray('array')]
  for (let i = 0; i < found.length; i++) {
    const type = found[i]
    const inner = type instanceof Y.Map ? [...type.keys()].sort().map(key => type.get(key))
      : type instanceof Y.Array ? type.toArray() : []
    found.push(...inner.filter(value => value instanceof Y.AbstractType))
  }
  return found
}
const fresh = { map: () => new Y.Map(), text: () => new Y.Text(), array: () => new Y.Array() }
const act = op => {
  const all = types()
  const type = all[op.target % all.length]
  const at = op.at % (type.length + 1)
  const count = Math.min(op.count, type.length - at)
  if (type instanceof Y.Text) {
    if (op.kind === 'delete' && count > 0) type.delete(at, count)
    if (op.kind === 'insert') op.attributes ? type.insert(at, op.string, op.attributes) : type.insert(at, op.string)
    if (op.kind === 'format' && count > 0) type.format(at, count, op.attributes ?? { bold: true })
    if (op.kind === 'special') op.attributes ? type.insertEmbed(at, op.embed, op.attributes) : type.insertEmbed(at, op.embed)
  } else if (type instanceof Y.Map) {
    if (op.kind === 'delete') type.delete(op.key)
    if (op.kind === 'insert' || op.kind === 'format') type.set(op.key, op.value)
    if (op.kind === 'special') type.set(op.key, fresh[op.type]())
  } else {
    if (op.kind === 'delete' && count > 0) type.delete(at, count)
    if (op.kind === 'insert' || op.kind === 'format') type.insert(at, op.values)
    if (op.kind === 'special') type.insert(at, [fresh[op.type]()])
  }
}
const answers = {
  hello: () => ({}),
  new: ({ client, gc }) => {
    doc = new Y.Doc({ gc })
    made = []
    doc.clientID = client
    doc.on('update', (update, origin) => { if (origin !== 'remote') made.push(Buffer.from(update).toString('base64')) })
    types()
    return {}
  },
  track: ({ timeout }) => {
    manager = new Y.UndoManager(types().slice(0, 3), { captureTimeout: timeout })
    return {}
  },
  undo: () => { manager.undo(); return {} },
  redo: () => { manager.redo(); return {} },
  stop: () => { manager.stopCapturing(); return {} },
  round: ({ apply, ops }) => {
    made = []
    apply.forEach(update => Y.applyUpdate(doc, new Uint8Array(Buffer.from(update, 'base64')), 'remote'))
    ops.forEach(group => doc.transact(() => group.forEach(act)))
    return { updates: made }
  },
  state: () => ({
    text: doc.getText('text').toDelta().map(({ insert, attributes }) => [insert, attributes ?? {}]),
    map: doc.getMap('map').toJSON(),
    array: doc.getArray('array').toJSON(),
    vector: Buffer.from(Y.encodeStateVector(doc)).toString('base64'),
    update: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
  })
}
readline.createInterface({ input: process.stdin }).on('line', line => {
  const question = JSON.parse(line)
  process.stdout.write(JSON.stringify(answers[question.do](question)) + '\n')
})
