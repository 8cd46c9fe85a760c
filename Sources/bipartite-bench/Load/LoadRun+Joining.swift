import CRDT
import NIOCore

extension LoadRun {
    /// Uploads a document, then opens it for many at once. What is measured is the time from the first byte
    /// of a connection to the last byte of its document.
    func join(members: Int, bytes: Int) async throws -> LoadResult {
        let document = LargeDocument(bytes: bytes)
        let uploaded = loop.makePromise(of: Void.self)
        try await onLoop {
            self.upload = (document.updates.count, uploaded)
            for update in document.updates { self.connections[0].write(LoadFrame.update(update)) }
        }
        let giveUp = loop.scheduleTask(in: .seconds(120)) {
            uploaded.fail(LoadFailure("no echo of the upload"))
        }
        try await uploaded.futureResult.get()
        giveUp.cancel()
        try await wait(seconds: 1)
        server.forgetPeak()
        let start = try await onLoop {
            self.counts = Counts()
            self.joinStart = Self.now
            return try self.reading()
        }
        let opened = try await open(members, inEachOf: 0..<1)
        return try await onLoop {
            let end = try self.reading()
            guard opened.allSatisfy({ $0.step2Bytes >= bytes * 9 / 10 }) else {
                throw LoadFailure("a member got less than the document")
            }
            return LoadResult(from: start, to: end, counts: self.counts, server: self.server)
        }
    }

    /// An update of the upload has come back.
    func uploadArrived() {
        guard let (left, promise) = upload else { return }
        upload = left == 1 ? nil : (left - 1, promise)
        if left == 1 { promise.succeed() }
    }
}

/// A text to which every entry was added at the top: much structure for its bytes, as after months of
/// editing.
struct LargeDocument: Sendable {
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
