// Stock Yjs as one replica of the differential test: a line of JSON in, a line of JSON out. See History.swift.
'use strict'
const readline = require('readline')
const Y = require('./yjs-13.6.cjs')
console.warn = console.log = () => {}

let doc, made, manager, told, isV2
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
// A place, or the one before if a surrogate pair stands around it.
const whole = (text, at) => {
  const units = text.toDelta().map(op => typeof op.insert === 'string' ? op.insert : '\ufffc').join('')
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(units.slice(at - 1, at + 1)) && at > 0 ? at - 1 : at
}
const act = op => {
  const all = types()
  const type = all[op.target % all.length]
  let at = op.at % (type.length + 1)
  let count = Math.min(op.count, type.length - at)
  if (type instanceof Y.Text && !op.cutsPairs) {
    const end = whole(type, at + count)
    at = whole(type, at)
    count = end - at
  }
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
// An event as data: where, what changed in the list, the keys with their old values, elements by their ids.
const names = { YText: 2, YMap: 1, YArray: 0 }
const plain = value => value instanceof Y.AbstractType ? { type: names[value.constructor.name] } : value
const path = type => {
  const item = type._item
  if (item === null) return []
  if (item.parentSub !== null) return [...path(item.parent), item.parentSub]
  let index = 0
  for (let left = item.left; left; left = left.left) if (!left.deleted && left.countable) index += left.length
  return [...path(item.parent), index]
}
const ranges = items => [...items].map(({ id, length }) => [id.client, id.clock, length])
const shown = (event, root) => ({
  path: [root, ...path(event.target)],
  delta: event.delta.flatMap(op => Array.isArray(op.insert)
    ? op.insert.map(value => ({ ...op, insert: plain(value) })) : [{ ...op, insert: plain(op.insert) }]),
  keys: Object.fromEntries([...event.changes.keys].map(([key, { action, oldValue }]) =>
    [key, action === 'add' ? { action } : { action, old: plain(oldValue) }])),
  added: ranges(event.changes.added),
  deleted: ranges(event.changes.deleted)
})
const answers = {
  hello: () => ({}),
  new: ({ client, gc, v2 }) => {
    isV2 = v2
    told = null
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
  watch: () => {
    told = { deep: [], direct: [] }
    types().slice(0, 3).forEach((type, number) => {
      const root = ['text', 'map', 'array'][number]
      type.observeDeep(events => told.deep.push(...events.map(event => shown(event, root))))
      type.observe(event => told.direct.push(shown(event, root)))
    })
    return {}
  },
  undo: () => { manager.undo(); return {} },
  redo: () => { manager.redo(); return {} },
  stop: () => { manager.stopCapturing(); return {} },
  round: ({ apply, ops }) => {
    made = []
    apply.map(update => new Uint8Array(Buffer.from(update, 'base64'))).forEach(update => isV2
      ? Y.applyUpdateV2(doc, Y.convertUpdateFormatV1ToV2(update), 'remote') : Y.applyUpdate(doc, update, 'remote'))
    ops.forEach(group => doc.transact(() => group.forEach(act)))
    const events = told
    if (told) told = { deep: [], direct: [] }
    return { updates: made, events }
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
