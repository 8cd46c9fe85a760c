// Writes Protocol/vectors/updates.json, formats.json and positions.json with stock Yjs. Run: NODE_PATH=... node make-vectors.cjs
'use strict'
const fs = require('fs')
const path = require('path')
const Y = require('yjs')
const { orderedDeletes } = require('./ordered-deletes.cjs')
const encoding = require('lib0/dist/encoding.cjs')

const folder = path.join(__dirname, '../../../Protocol/vectors')
const hex = bytes => Buffer.from(bytes).toString('hex')
const make = (client, gc, edit) => {
  const doc = new Y.Doc({ gc })
  doc.clientID = client
  edit(doc)
  return doc
}
const vectorOf = doc => Object.fromEntries([...Y.getStateVector ? Y.getStateVector(doc.store) : Y.decodeStateVector(Y.encodeStateVector(doc))])

const shown = (doc, kinds) => {
  const roots = {}
  for (const [name, kind] of Object.entries(kinds)) {
    if (kind === 'text') roots[name] = { kind, delta: doc.getText(name).toDelta() }
    if (kind === 'map') roots[name] = { kind, json: doc.getMap(name).toJSON() }
    if (kind === 'array') roots[name] = { kind, json: doc.getArray(name).toJSON() }
    if (kind === 'xmlFragment') roots[name] = { kind, length: doc.getXmlFragment(name).length }
  }
  return roots
}

// One case: an update, what a fresh document shows after it, and the update that document then writes.
const cases = []
const add = (what, kinds, update) => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const roots = shown(doc, kinds)
  cases.push({
    what, update: hex(update), roots, vector: vectorOf(doc), isPending: doc.store.pendingStructs !== null,
    stateVector: hex(Y.encodeStateVector(doc)), again: hex(Y.encodeStateAsUpdate(doc))
  })
}
const addDoc = (what, kinds, edit, gc = true) => add(what, kinds, Y.encodeStateAsUpdate(make(7, gc, edit)))

addDoc('text', { notes: 'text' }, doc => doc.getText('notes').insert(0, 'Guard on the press: জরুরি নির্গমন 🚪 ទ្វារ'))
addDoc('text with formats and an embed', { notes: 'text' }, doc => {
  const text = doc.getText('notes')
  text.insert(0, 'The exit is blocked by bales')
  text.format(4, 4, { bold: true })
  text.format(9, 10, { colour: '#c00', link: { href: 'a' } })
  text.insertEmbed(12, { image: 'exit.png', width: 1.5 })
  text.insert(6, 'XX', { italic: true })
})
addDoc('every value of any', { values: 'map' }, doc => {
  const map = doc.getMap('values')
  const values = {
    null: null, yes: true, no: false, zero: 0, small: 63, more: 64, negative: -12345, int32: 2147483647,
    int33: 2147483648, lowest: -2147483648, safe: 9007199254740991, half: 0.5, tenth: 0.1, tiny: 5e-324, huge: 1e300,
    string: 'প্রেস', empty: '', array: [1, [2, ['three']]], object: { b: 1, a: { c: null } }, none: [], nothing: {}
  }
  for (const key in values) map.set(key, values[key])
})
addDoc('bytes in a map and in an array', { values: 'map', list: 'array' }, doc => {
  doc.getMap('values').set('hash', new Uint8Array([0, 1, 254, 255]))
  doc.getArray('list').insert(0, [1, new Uint8Array([9]), 'x'])
})
addDoc('keys set again and removed', { values: 'map' }, doc => {
  const map = doc.getMap('values')
  for (let i = 0; i < 5; i++) map.set('status', i)
  map.set('gone', 1)
  map.delete('gone')
})
addDoc('an array with deletes', { list: 'array' }, doc => {
  const list = doc.getArray('list')
  list.insert(0, [1, 2, 3, 4, 5, 6])
  list.delete(1, 2)
  list.insert(2, ['x', 'y'])
  list.push([{ a: 1 }])
})
addDoc('nested types', { items: 'map' }, doc => {
  const row = new Y.Map()
  doc.getMap('items').set('p01', row)
  const text = new Y.Text()
  row.set('issue', text)
  text.insert(0, 'No guard')
  const whys = new Y.Array()
  row.set('whys', whys)
  whys.insert(0, [new Y.Text('because'), new Y.Map([['k', 1]]), 3])
})
const nestedDeleted = doc => {
  const row = new Y.Map()
  doc.getMap('items').set('p01', row)
  const text = new Y.Text()
  row.set('issue', text)
  text.insert(0, 'No guard')
  doc.getMap('items').set('p02', 2)
  doc.getMap('items').delete('p01')
}
addDoc('nested types deleted, collected as GC', { items: 'map' }, nestedDeleted)
addDoc('nested types deleted, kept', { items: 'map' }, nestedDeleted, false)
addDoc('text deleted and kept', { notes: 'text' }, doc => {
  doc.getText('notes').insert(0, 'abcdef')
  doc.getText('notes').delete(1, 3)
}, false)
addDoc('XML of every kind', { page: 'xmlFragment' }, doc => {
  const page = doc.getXmlFragment('page')
  const element = new Y.XmlElement('p')
  page.insert(0, [element, new Y.XmlText('tail')])
  element.setAttribute('class', 'note')
  element.insert(0, [new Y.XmlText('inner'), new Y.XmlHook('hook')])
})
addDoc('sub-documents', {}, doc => {
  const inner = new Y.Doc({ guid: 'guid-1', autoLoad: true, meta: { n: 1 } })
  doc.getMap('docs').set('one', inner)
  doc.getMap('docs').set('two', new Y.Doc({ guid: 'guid-2', gc: false }))
  doc.getMap('docs').delete('two')
})
{
  const encoder = encoding.createEncoder()
  const write = (...numbers) => numbers.forEach(number => encoding.writeVarUint(encoder, number))
  write(1, 1, 7, 0, 2, 1)
  encoding.writeVarString(encoder, 'list')
  write(3)
  for (const json of ['{"a":1}', 'undefined', '"b"']) encoding.writeVarString(encoder, json)
  write(0)
  add('legacy JSON content', { list: 'array' }, encoding.toUint8Array(encoder))
}
{
  const first = make(1, true, doc => doc.getText('notes').insert(0, 'shared'))
  const others = [2, 4294967295, 900719925474099].map(client => make(client, true, doc => {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(first))
    doc.getText('notes').insert(3, `-${client}-`)
    doc.getText('notes').delete(0, 2)
    doc.getMap('values').set('who', client)
  }))
  const merged = Y.mergeUpdates(others.map(doc => Y.encodeStateAsUpdate(doc)))
  add('four clients at one place', { notes: 'text', values: 'map' }, merged)
}
{
  const updates = []
  const doc = new Y.Doc()
  doc.clientID = 7
  doc.on('update', update => updates.push(update))
  for (const word of ['one ', 'two ', 'three ', 'four ']) doc.getText('notes').insert(doc.getText('notes').length, word)
  add('a hole: merged updates with a Skip', { notes: 'text' }, Y.mergeUpdates([updates[0], updates[2], updates[3]]))
}
{
  const doc = make(7, true, doc => doc.getText('notes').insert(0, 'a🚪b'))
  const cut = make(8, true, other => {
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    other.getText('notes').delete(2, 1)
  })
  add('a delete that cuts a surrogate pair', { notes: 'text' }, Y.encodeStateAsUpdate(cut))
}
fs.writeFileSync(path.join(folder, 'updates.json'), JSON.stringify({
  about: 'Updates (v1) of every content kind, made by stock Yjs: what a fresh document shows after each, and what it then writes',
  cases
}, null, 1) + '\n')

// The second format, and the functions that need no document.
const pieces = edits => {
  const doc = new Y.Doc()
  doc.clientID = 7
  const updates = []
  doc.on('update', update => updates.push(update))
  edits.forEach(edit => edit(doc))
  return updates
}
const insert = (at, string) => doc => doc.getText('notes').insert(at, string)
const words = pieces([insert(0, 'one '), insert(4, 'two '), insert(8, 'three🚪'), doc => doc.getText('notes').delete(2, 5)])
const whole = Y.mergeUpdates(words)
const dropped = pieces([doc => {
  doc.getMap('items').set('a', new Y.Text('one'))
  doc.getMap('items').set('b', new Y.Text('two'))
}, doc => doc.getMap('items').delete('a'), doc => doc.getMap('items').delete('b')])
const collected = [0, 1].map(skipped => {
  const doc = new Y.Doc()
  dropped.forEach((update, place) => place !== 1 + skipped && Y.applyUpdate(doc, update))
  return Y.encodeStateAsUpdate(doc)
})
const merges = [
  ['nothing', []], ['one update comes back as it is', [words[0]]], ['in order', words], ['backwards', [...words].reverse()],
  ['twice', [...words, ...words]], ['a hole', [words[0], words[2]]], ['no beginning', [words[1], words[3]]],
  ['a whole that covers its parts', [whole, ...words]], ['an overlap that is cut', [Y.diffUpdate(whole, Y.encodeStateVector(new Map([[7, 2]]))), words[0], words[1]]],
  ['two clients', cases.filter(one => one.what === 'four clients at one place').map(one => Buffer.from(one.update, 'hex')).concat(words)],
  ['collected structs', [collected[0], collected[0]]], ['collected structs of two replicas', [collected[0], words[0]]]
].map(([what, updates]) => ({
  what, updates: updates.map(hex), merged: hex(orderedDeletes(Y.mergeUpdates(updates), false)),
  updatesV2: updates.map(update => hex(Y.convertUpdateFormatV1ToV2(update))),
  mergedV2: hex(orderedDeletes(Y.mergeUpdatesV2(updates.map(Y.convertUpdateFormatV1ToV2)), true))
}))
const diffs = [0, 1, 4, 5, 8, 13, 14, 15, 99].map(clock => {
  const state = Y.encodeStateVector(new Map(clock > 0 ? [[7, clock]] : []))
  return {
    clock, update: hex(whole), state: hex(state), diff: hex(Y.diffUpdate(whole, state)),
    diffV2: hex(Y.diffUpdateV2(Y.convertUpdateFormatV1ToV2(whole), state))
  }
})
const snapshots = [true, false].map(gc => {
  const doc = make(7, gc, doc => { insert(0, 'abcdef')(doc); doc.getText('notes').delete(1, 1); doc.getText('notes').delete(2, 2) })
  return { gc, v1: hex(Y.encodeSnapshot(Y.snapshot(doc))), v2: hex(Y.encodeSnapshotV2(Y.snapshot(doc))) }
})
fs.writeFileSync(path.join(folder, 'formats.json'), JSON.stringify({
  about: 'Updates in both formats, and what mergeUpdates, diffUpdate, encodeStateVectorFromUpdate, parseUpdateMeta and snapshots make of them, by stock Yjs',
  updates: cases.map(({ what, update }) => {
    const v1 = Buffer.from(update, 'hex')
    const v2 = Y.convertUpdateFormatV1ToV2(v1)
    const { from, to } = Y.parseUpdateMeta(v1)
    return {
      what, v1: update, v2: hex(v2), back: hex(Y.convertUpdateFormatV2ToV1(v2)), vector: hex(Y.encodeStateVectorFromUpdate(v1)),
      from: Object.fromEntries(from), to: Object.fromEntries(to)
    }
  }),
  merges, diffs, snapshots
}, null, 1) + '\n')

// Relative positions: made in one document, read after an edit by somebody else.
const base = make(7, true, doc => {
  doc.getText('notes').insert(0, 'abcdef')
  doc.getText('notes').insert(3, 'XY')
  doc.getText('notes').delete(1, 1)
  const inner = new Y.Text()
  doc.getMap('items').set('t', inner)
  inner.insert(0, 'in')
})
const later = make(8, true, doc => {
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  doc.getText('notes').insert(2, '+++')
  doc.getText('notes').delete(6, 2)
  doc.getMap('items').get('t').insert(1, '--')
})
const positions = []
for (const [name, get] of [['notes', doc => doc.getText('notes')], ['t', doc => doc.getMap('items').get('t')]]) {
  for (const assoc of [0, -1]) {
    for (let index = 0; index <= get(base).length; index++) {
      const position = Y.createRelativePositionFromTypeIndex(get(base), index, assoc)
      positions.push({
        type: name, index, assoc, bytes: hex(Y.encodeRelativePosition(position)), json: position,
        later: Y.createAbsolutePositionFromRelativePosition(position, later).index
      })
    }
  }
}
fs.writeFileSync(path.join(folder, 'positions.json'), JSON.stringify({
  about: 'Relative positions made by stock Yjs in `base`, and the index each has in `later`',
  base: hex(Y.encodeStateAsUpdate(base)), later: hex(Y.encodeStateAsUpdate(later)), positions
}, null, 1) + '\n')
