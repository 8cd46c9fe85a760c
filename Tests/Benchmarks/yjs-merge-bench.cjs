// The same work as `bipartite-bench merge`, done by stock Yjs. Usage: node yjs-merge-bench.cjs TRACE UPDATES RUNS
// Traces of one agent only.
'use strict'
const fs = require('fs')
const zlib = require('zlib')
const crypto = require('crypto')
const Y = require('yjs')

const [path, count, runs] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const raw = fs.readFileSync(path)
const trace = JSON.parse(path.endsWith('.gz') ? zlib.gunzipSync(raw) : raw)
const doc = new Y.Doc()
doc.clientID = 1000
const updates = []
doc.on('update', update => updates.push(update))
for (const step of trace.txns.slice(0, count)) {
  const text = doc.getText('text')
  doc.transact(() => step.patches.forEach(([at, deleted, inserted]) => {
    if (deleted) text.delete(at, deleted)
    if (inserted) text.insert(at, inserted)
  }))
}
const cpu = []
const wall = []
let merged
for (let run = 0; run < runs; run++) {
  const start = [process.cpuUsage(), process.hrtime.bigint()]
  merged = Y.mergeUpdates(updates)
  const used = process.cpuUsage(start[0])
  cpu.push((used.user + used.system) / 1000)
  wall.push(Number(process.hrtime.bigint() - start[1]) / 1e6)
}
cpu.sort((a, b) => a - b)
wall.sort((a, b) => a - b)
const whole = new Y.Doc()
Y.applyUpdate(whole, merged)
console.log(JSON.stringify({
  cpu_ms_median: cpu[runs >> 1], cpu_ms_min: cpu[0], wall_ms_median: wall[runs >> 1],
  final_sha256: crypto.createHash('sha256').update(whole.getText('text').toString()).digest('hex'),
  update_bytes: Y.encodeStateAsUpdate(whole).length, live_kib: 0
}))
