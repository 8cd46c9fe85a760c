/// The shortest way in, for what most updates are: a letter typed behind the one before, or a range deleted.
/// What is of another kind is left alone.
extension Engine {
    /// Takes letters in that stand right behind their client's last run; false, and nothing has happened, if
    /// the update is anything else.
    mutating func takeLetters(_ update: [UInt8]) -> Bool {
        let bytes = update.span
        // One client, one struct; no deletes at the end.
        guard bytes.count > 8, bytes[0] == 1, bytes[1] == 1, bytes[bytes.count - 1] == 0 else { return false }
        var cursor = PlainCursor(at: 2)
        guard let client = cursor.number(bytes), let clock = cursor.clock(bytes), cursor.at < bytes.count
        else { return false }
        let info = bytes[cursor.at]
        cursor.at += 1
        guard info & 0xBF == 0x84, let origin = cursor.id(bytes) else { return false }
        var one = ScannedStruct(info: info, clock: clock)
        one.origin = origin
        if one.hasRightOrigin {
            guard let id = cursor.id(bytes) else { return false }
            one.rightOrigin = id
        }
        guard let count = cursor.clock(bytes), count > 0, cursor.at + Int(count) + 1 == bytes.count,
            UInt64(clock) + UInt64(count) < 1 << 31
        else { return false }
        var all: UInt8 = 0
        for place in cursor.at..<cursor.at + Int(count) { all |= bytes[place] }
        one.isASCII = true
        one.content = (UInt32(cursor.at), UInt32(count))
        one.length = Clock(count)
        guard all < 0x80, let known = store.lookUp(client), store.state(of: known) == clock,
            continues(one, known)
        else { return false }
        return grow(known, by: one, update)
    }

    /// The one range an update deletes, if that is all it does, and all of it is known.
    mutating func onlyDelete(_ update: [UInt8]) -> (client: ClientIndex, clock: Clock, end: Clock)? {
        let bytes = update.span
        guard bytes.count > 4, bytes[0] == 0, bytes[1] == 1 else { return nil }
        var cursor = PlainCursor(at: 2)
        guard let client = cursor.number(bytes), cursor.number(bytes) == 1, let clock = cursor.clock(bytes),
            let length = cursor.clock(bytes), length > 0, cursor.at == bytes.count,
            let known = store.lookUp(client), UInt64(clock) + UInt64(length) <= UInt64(store.state(of: known))
        else { return nil }
        return (known, clock, clock + length)
    }

    /// Takes such a range in.
    mutating func takeDelete(_ range: (client: ClientIndex, clock: Clock, end: Clock)) {
        delete(range.client, from: range.clock, to: range.end)
        transaction.isVerbatim = true
        noteVerbatim(deleting: Int(range.end - range.clock))
    }

    /// The update that is applied is its own answer if all that it deletes was there to delete.
    mutating func noteVerbatim(deleting count: Int) {
        guard transaction.isVerbatim, count > 0 || !transaction.deletes.isEmpty else { return }
        transaction.sortDeletes()
        transaction.isVerbatim = transaction.deletedCount == count
    }
}
