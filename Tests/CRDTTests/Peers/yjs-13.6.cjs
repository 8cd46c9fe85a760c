// Stock Yjs, with one rule of 13.6 where Debian's 13.5 has another.
//
// Where text is deleted, formats that say nothing any more go too. 13.5 leaves every format that has the value in
// force behind the gap; 13.6, which our engine follows, only the last of each key. Nobody sees the difference, but
// an undo writes one format more or less, and then all clocks behind it differ.
'use strict'
const fs = require('fs')
const Module = require('module')
const path = require('path')

const name = require.resolve('yjs')
const source = fs.readFileSync(name, 'utf8')
const rule = '(endAttributes.get(key) || null) !== value || '
const patched = source.includes(rule)
  ? source.replace(rule, 'lastFormats.get(key) !== content || ').replace(
    'let cleanups = 0;\n  let reachedEndOfCurr',
    `const lastFormats = new Map();
  for (let item = start; item !== end; item = item.right) {
    if (!item.deleted && item.content.constructor === ContentFormat) lastFormats.set(item.content.key, item.content);
  }
  let cleanups = 0;
  let reachedEndOfCurr`)
  : source
const yjs = new Module(name)
yjs.filename = name
yjs.paths = Module._nodeModulePaths(path.dirname(name)).concat((process.env.NODE_PATH || '').split(':'))
yjs._compile(patched, name)
module.exports = yjs.exports
