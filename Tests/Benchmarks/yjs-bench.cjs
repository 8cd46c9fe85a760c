// The same work as `bipartite-bench engine`, done by stock Yjs. Usage: node yjs-bench.cjs TRACE MODE RUNS
'use strict'
const fs = require('fs')
const zlib = require('zlib')
const crypto = require('crypto')
const Y = require('yjs')

const [path, mode, runs] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const raw = fs.readFileSync(path)
const trace = JSON.parse(path.endsWith('.gz') ? zlib.gunzipSync(raw) : raw)

const replay = () => {
  const replicas = Array.from({ length: trace.numAgents ?? 1 }, (_, agent) => {
    const doc = new Y.Doc()
    doc.clientID = 1000 + agent
    return doc
  })
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
    const text = doc.getText('text')
    doc.transact(() => step.patches.forEach(([at, deleted, inserted]) => {
      if (deleted) text.delete(at, deleted)
      if (inserted) text.insert(at, inserted)
    }))
    updates.push(made)
  })
  return { replicas, updates: updates.filter(update => update) }
}
const merged = ({ replicas, updates }) => {
  if (replicas.length > 1) updates.forEach(update => Y.applyUpdate(replicas[0], update, 'remote'))
  return replicas[0]
}
const load = state => { const doc = new Y.Doc(); doc.getText('text'); Y.applyUpdate(doc, state); return doc }

let work
if (mode === 'local') work = () => merged(replay())
if (mode === 'stream') {
  const { updates } = replay()
  work = () => { const doc = new Y.Doc(); doc.getText('text'); updates.forEach(update => Y.applyUpdate(doc, update)); return doc }
}
if (mode === 'load') { const state = Y.encodeStateAsUpdate(merged(replay())); work = () => load(state) }
if (mode === 'encode') { const doc = merged(replay()); work = () => { Y.encodeStateAsUpdate(doc); return doc } }
let live = 0
if (mode === 'memory') {
  const state = Y.encodeStateAsUpdate(merged(replay()))
  const copies = []
  if (global.gc) global.gc()
  const before = process.memoryUsage().rss
  for (let i = 0; i < 200; i++) copies.push(load(state))
  live = (process.memoryUsage().rss - before) / 1024 / 200
  work = () => copies[0]
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
console.log(JSON.stringify({
  cpu_ms_median: cpu[runs >> 1], cpu_ms_min: cpu[0], wall_ms_median: wall[runs >> 1],
  final_sha256: crypto.createHash('sha256').update(doc.getText('text').toString()).digest('hex'),
  update_bytes: Y.encodeStateAsUpdate(doc).length, live_kib: live
}))
