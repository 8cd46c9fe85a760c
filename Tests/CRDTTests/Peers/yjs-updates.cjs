// Stock Yjs's functions without a document, on a random history: a line of JSON in, a line of JSON out.
// See UpdateFunctionTests.swift.
'use strict'
const readline = require('readline')
const Y = require('yjs')
const { orderedDeletes } = require('./ordered-deletes.cjs')
console.warn = console.log = () => {}

const generator = seed => () => {
  seed = (seed + 0x6D2B79F5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}
let random
const below = bound => Math.floor(random() * bound)
const pick = choices => choices[below(choices.length)]
const shuffled = list => list.map(one => [random(), one]).sort((a, b) => a[0] - b[0]).map(pair => pair[1])

const value = () => pick([
  null, true, false, 0, -1, 63, 64, -300, 2147483647, 9007199254740991, 0.5, 0.1, '', 'ক', '🚪', [1, [null]],
  { a: 1, b: { c: [] } }, {}
])
const editText = text => {
  const at = below(text.length + 1)
  const count = Math.min(1 + below(4), text.length - at)
  switch (below(7)) {
    case 0: case 1: return text.insert(at, pick(['a', 'bcd', 'é', 'থামা', '🚪', 'a🚪b', '\n']))
    case 2: return count > 0 && text.delete(at, count)
    case 3: return count > 0 && text.format(at, count, { [pick(['bold', 'link'])]: pick([true, null, { href: 'a' }]) })
    case 4: return text.insert(at, 'x', { colour: pick(['red', null]) })
    default: return text.insertEmbed(at, pick([{ image: 'a' }, { n: 1.5, list: [1] }]))
  }
}
const fresh = () => pick([
  () => new Y.Map(), () => new Y.Array(), () => new Y.Text('in'), () => new Y.XmlElement('p'), () => new Y.XmlText('t'),
  () => new Y.XmlFragment(), () => new Y.XmlHook('hook'), () => new Y.Doc({ guid: 'g' + below(9), meta: { n: 1 } })
])()
const editList = list => {
  const at = below(list.length + 1)
  switch (below(5)) {
    case 0: return list.length > 0 && list.delete(Math.min(at, list.length - 1), 1)
    case 1: return list.insert(at, [fresh()])
    case 2: return list.insert(at, [new Uint8Array([below(256), 0, 255])])
    default: return list.insert(at, Array.from({ length: 1 + below(3) }, value))
  }
}
const editMap = map => {
  const key = pick(['a', 'b', ''])
  switch (below(5)) {
    case 0: return map.delete(key)
    case 1: return map.set(key, fresh())
    case 2: return map.set(key, new Uint8Array([1]))
    default: return map.set(key, value())
  }
}
const editXml = page => {
  const children = page.toArray()
  if (children.length > 0 && random() < 0.3) return page.delete(below(children.length), 1)
  const inner = pick(children.length > 0 ? children : [null])
  if (inner instanceof Y.XmlText) return editText(inner)
  if (inner instanceof Y.XmlElement && random() < 0.5) return inner.setAttribute(pick(['class', 'id']), 'v' + below(9))
  if (inner instanceof Y.XmlElement) return editXml(inner)
  return page.insert(below(children.length + 1), [random() < 0.5 ? new Y.XmlElement(pick(['p', 'h1'])) : new Y.XmlText('t')])
}
const edit = doc => pick([
  () => editText(doc.getText('text')), () => editText(doc.getText('text')), () => editList(doc.getArray('list')),
  () => editMap(doc.getMap('map')), () => editXml(doc.getXmlFragment('page'))
])()

const base64 = bytes => Buffer.from(bytes).toString('base64')
const ordered = (update, isV2) => base64(orderedDeletes(update, isV2))
const meta = ({ from, to }) => ({ from: Object.fromEntries(from), to: Object.fromEntries(to) })

const history = ({ seed }) => {
  random = generator(seed)
  const gc = random() < 0.5
  const updates = []
  const updatesV2 = []
  const docs = Array.from({ length: 2 + below(3) }, () => {
    const doc = new Y.Doc({ gc })
    doc.clientID = 1 + below(pick([5000, 4294967295, Number.MAX_SAFE_INTEGER]))
    doc.on('update', (update, origin) => origin !== 'remote' && updates.push(update))
    doc.on('updateV2', (update, origin) => origin !== 'remote' && updatesV2.push(update))
    return doc
  })
  for (let round = 0; round < 3 + below(20); round++) {
    const doc = pick(docs)
    doc.transact(() => { for (let i = 0; i <= below(4); i++) edit(doc) })
    if (random() < 0.4) Y.applyUpdate(doc, Y.encodeStateAsUpdate(pick(docs)), 'remote')
  }
  // Whole states hold other cuts of the same structs; without gc, so that nobody has collected them.
  if (!gc) for (const doc of docs) if (random() < 0.5) { updates.push(Y.encodeStateAsUpdate(doc)); updatesV2.push(Y.encodeStateAsUpdateV2(doc)) }
  const chosen = shuffled([...updates.keys()]).filter(() => random() < 0.8)
  if (chosen.length > 0 && random() < 0.3) chosen.push(chosen[0])
  const merged = Y.mergeUpdates(chosen.map(i => updates[i]))
  const mergedV2 = Y.mergeUpdatesV2(chosen.map(i => updatesV2[i]))
  const some = new Map([...Y.parseUpdateMeta(merged).to].map(([client, clock]) => [client, below(clock + 2)]))
  const state = random() < 0.5 ? Y.encodeStateVector(pick(docs)) : Y.encodeStateVector(some)
  const snapshot = Y.snapshot(docs[0])
  const again = new Y.Doc({ gc })
  Y.applyUpdateV2(again, Y.encodeStateAsUpdateV2(docs[0]))
  const isSingle = chosen.length === 1
  return {
    updates: updates.map(base64), updatesV2: updatesV2.map(base64), chosen,
    merged: isSingle ? base64(merged) : ordered(merged, false), mergedV2: isSingle ? base64(mergedV2) : ordered(mergedV2, true),
    state: base64(state), diff: ordered(Y.diffUpdate(merged, state), false), diffV2: ordered(Y.diffUpdateV2(mergedV2, state), true),
    vector: base64(Y.encodeStateVectorFromUpdate(merged)), vectorV2: base64(Y.encodeStateVectorFromUpdateV2(mergedV2)),
    meta: meta(Y.parseUpdateMeta(merged)), metaV2: meta(Y.parseUpdateMetaV2(mergedV2)),
    toV2: ordered(Y.convertUpdateFormatV1ToV2(merged), true), toV1: ordered(Y.convertUpdateFormatV2ToV1(mergedV2), false),
    whole: ordered(Y.encodeStateAsUpdate(docs[0]), false), wholeV2: ordered(Y.encodeStateAsUpdateV2(docs[0]), true),
    gc, page: again.getXmlFragment('page').toString(), text: again.getText('text').toDelta().map(({ insert, attributes }) => [insert, attributes ?? {}]),
    list: again.getArray('list').length, map: [...again.getMap('map').keys()].sort(),
    again: ordered(Y.encodeStateAsUpdate(again), false), againV2: ordered(Y.encodeStateAsUpdateV2(again), true),
    snapshot: base64(Y.encodeSnapshot(Y.createSnapshot(sortedDeletes(snapshot.ds), sortedVector(snapshot.sv)))),
    snapshotV2: base64(Y.encodeSnapshotV2(Y.createSnapshot(sortedDeletes(snapshot.ds), sortedVector(snapshot.sv))))
  }
}
const descending = map => new Map([...map].sort((a, b) => b[0] - a[0]))
const sortedVector = descending
const sortedDeletes = deletes => Object.assign(Y.createDeleteSet(), { clients: descending(deletes.clients) })

const answers = { hello: () => ({}), history }
readline.createInterface({ input: process.stdin }).on('line', line => {
  const question = JSON.parse(line)
  process.stdout.write(JSON.stringify(answers[question.do](question)) + '\n')
})
