import CRDT

extension LoadRun {
    /// Uploads a document, then opens it for many at once. What is measured is the time from the first byte
    /// of a connection to the last byte of its document.
    func join(members: Int, bytes: Int) throws -> LoadResult {
        let document = LargeDocument(bytes: bytes)
        uploadsLeft = document.updates.count
        for update in document.updates { connections[0].write(LoadFrame.update(update)) }
        try wait(seconds: 120, for: "the echo of the upload") { self.uploadsLeft == 0 }
        try wait(seconds: 1)
        server.forgetPeak()
        counts = Counts()
        joinStart = LoadLoop.now
        let start = try reading()
        let opened = try open(members, inEachOf: 0..<1)
        let end = try reading()
        guard opened.allSatisfy({ $0.step2Bytes >= bytes * 9 / 10 }) else {
            throw LoadFailure("a member got less than the document")
        }
        return LoadResult(from: start, to: end, counts: counts, server: server)
    }
}

/// A text to which every entry was added at the top: much structure for its bytes, as after months of
/// editing.
struct LargeDocument {
    private(set) var updates: [[UInt8]] = []

    init(bytes: Int) {
        var doc = Doc(clientID: .random(in: 1..<1 << 32))
        var written = 0
        while written < bytes {
            let change = doc.edit { transaction in
                let text = transaction.root("notes", .text)
                for _ in 0..<2000 { transaction.insert("what was agreed ", at: 0, in: text) }
            }
            updates.append(change.update)
            written += change.update.count
        }
    }
}
