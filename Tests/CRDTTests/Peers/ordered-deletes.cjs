// Yjs 13.5 writes the clients of a delete set in any order, 13.6 in descending order: an update of the one as of the other.
'use strict'
const Y = require('yjs')
const encoding = require('lib0/dist/encoding.cjs')

const bytesOf = (entries, isV2) => {
  const writer = encoding.createEncoder()
  encoding.writeVarUint(writer, entries.length)
  for (const [client, ranges] of entries) {
    encoding.writeVarUint(writer, client)
    encoding.writeVarUint(writer, ranges.length)
    let end = 0
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(writer, isV2 ? clock - end : clock)
      encoding.writeVarUint(writer, isV2 ? len - 1 : len)
      end = clock + len
    }
  }
  return Buffer.from(encoding.toUint8Array(writer))
}
exports.orderedDeletes = (update, isV2) => {
  const entries = [...(isV2 ? Y.decodeUpdateV2 : Y.decodeUpdate)(update).ds.clients.entries()]
  const tail = bytesOf(entries, isV2)
  if (!tail.equals(Buffer.from(update.slice(-tail.length)))) throw new Error('the delete set is not at the end')
  return Buffer.concat([update.slice(0, -tail.length), bytesOf(entries.sort((a, b) => b[0] - a[0]), isV2)])
}
