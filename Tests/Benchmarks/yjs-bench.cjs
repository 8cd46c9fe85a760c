// The same work as `bipartite-bench engine`, done by stock Yjs. Usage: node yjs-bench.cjs FOLDER MODE RUNS
// FOLDER holds what `bipartite-bench engine --export` wrote: the trace, and our updates, which Yjs reads here.
'use strict'
const fs = require('fs')
const crypto = require('crypto')
const Y = require('yjs')

const [folder, mode, runs] = [process.argv[2], process.argv[3], Number(process.argv[4])]

const replay = trace => {
  const replicas = Array.from({ length: trace.numAgents ?? 1 }, (_, agent) => {
    const doc = new Y.Doc()
    doc.clientID = 1000 + agent
    return doc
  })
  const texts = replicas.map(doc => doc.getText('text'))
  const seen = replicas.map(() => new Set())
  const updates = []
  let made = null
  replicas.forEach(doc => doc.on('update', (update, origin) => { if (origin !== 'remote') made = update }))
  trace.txns.forEach((step, number) => {
    const agent = step.agent ?? 0
    const doc = replicas[agent]
    if (step.parents) {
      const lacking = []
      const stack = [...step.parents]
      while (stack.length) {
        const next = stack.pop()
        if (seen[agent].has(next)) continue
        seen[agent].add(next)
        lacking.push(next)
        stack.push(...trace.txns[next].parents)
      }
      lacking.sort((a, b) => a - b).forEach(i => { if (updates[i]) Y.applyUpdate(doc, updates[i], 'remote') })
      seen[agent].add(number)
    }
    made = null
    const text = texts[agent]
    doc.transact(() => step.patches.forEach(([at, deleted, inserted]) => {
      if (deleted) text.delete(at, deleted)
      if (inserted) text.insert(at, inserted)
    }))
    updates.push(made)
  })
  if (replicas.length > 1) updates.forEach(update => { if (update) Y.applyUpdate(replicas[0], update, 'remote') })
  return replicas[0]
}
const readUpdates = () => {
  const bytes = fs.readFileSync(folder + '/updates.bin')
  const updates = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at)
    updates.push(new Uint8Array(bytes.subarray(at + 4, end)))
    at = end
  }
  return updates
}
const load = updates => {
  const doc = new Y.Doc()
  doc.getText('text')
  updates.forEach(update => Y.applyUpdate(doc, update))
  return doc
}

let work
let live = 0
if (mode === 'local') {
  const trace = JSON.parse(fs.readFileSync(folder + '/trace.json'))
  work = () => replay(trace)
} else {
  const updates = readUpdates()
  const state = updates.pop()
  if (mode === 'stream') work = () => load(updates)
  if (mode === 'load') work = () => load([state])
  if (mode === 'encode') { const doc = load([state]); work = () => { Y.encodeStateAsUpdate(doc); return doc } }
  if (mode === 'memory') {
    const copies = []
    if (global.gc) global.gc()
    const before = process.memoryUsage().rss
    for (let i = 0; i < 200; i++) copies.push(load([state]))
    live = (process.memoryUsage().rss - before) / 1024 / 200
    work = () => copies[0]
  }
}
const cpu = []
const wall = []
let doc = work()
for (let run = 0; run < runs; run++) {
  const start = [process.cpuUsage(), process.hrtime.bigint()]
  doc = work()
  const used = process.cpuUsage(start[0])
  cpu.push((used.user + used.system) / 1000)
  wall.push(Number(process.hrtime.bigint() - start[1]) / 1e6)
}
cpu.sort((a, b) => a - b)
wall.sort((a, b) => a - b)
const sha256 = bytes => crypto.createHash('sha256').update(bytes).digest('hex')
const update = Y.encodeStateAsUpdate(doc)
const updateV2 = Y.encodeStateAsUpdateV2(doc)
console.log(JSON.stringify({
  cpu_ms_median: cpu[runs >> 1], cpu_ms_min: cpu[0], wall_ms_median: wall[runs >> 1],
  final_sha256: sha256(doc.getText('text').toString()), update_bytes: update.length, live_kib: live,
  update_sha256: sha256(update), update_v2_bytes: updateV2.length, update_v2_sha256: sha256(updateV2)
}))
