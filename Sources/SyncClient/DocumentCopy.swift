import CRDT
import Committee
import SyncProtocol

/// This client's copy of one document, and how far the server has acknowledged it.
struct DocumentCopy: Sendable {
    /// Where the copy stands with the server.
    enum Phase: Hashable, Sendable {
        case left
        /// Auth and step1 are on their way; edits wait for the answer to the server's step1.
        case joining
        case joined
    }

    /// The new epoch's state, while it is being fetched. The old copy stays on the screen until it is here.
    struct Arrival: Sendable {
        var epoch: UInt32
        var clientID: ClientID
        /// Updates that came before the state itself.
        var early: [[UInt8]] = []
        /// The server's step1, if it came before the state.
        var asked: StateVector?
    }

    /// 0 until the server has named one.
    var epoch: UInt32
    /// What the member sees: the acknowledged state with the unsent edits on it.
    var doc: Doc
    /// Updates that together are the state the server has acknowledged.
    var acknowledged: [[UInt8]]
    /// Our edits the server has not acknowledged, oldest first; those in flight stand in front.
    var unsent: [[UInt8]]
    /// Edits the server has turned down while others are still in flight.
    var refused: [[UInt8]] = []
    /// How many edits each SyncStatus we wait for will answer, in the order sent.
    var inFlight: [Int] = []
    var phase = Phase.left
    /// The server's state has come in since joining.
    var hasServerState = false
    var arrival: Arrival?
    /// As the server said when it authenticated us for this document.
    var isReadOnly: Bool?
    var lastSeen: [UInt8]
    var awareness = Awareness()
    var caret: Caret?
    var announcedAt: UInt64 = 0
    /// Journal records since the last snapshot.
    var journalled = 0
    /// What the member wrote in this sitting, to be taken back; nil before the first edit.
    var undo: UndoManager?

    init(clientID: ClientID) {
        epoch = 0
        doc = Doc(clientID: clientID)
        (acknowledged, unsent, lastSeen) = ([], [], [])
    }

    /// Bytes that do not decode are left out: the server still has its own, and the shell has checked the
    /// sums.
    init(stored: StoredDocument, clientID: ClientID) {
        self.init(clientID: clientID)
        epoch = stored.epoch
        acknowledged = stored.acknowledged
        unsent = stored.unsent
        lastSeen = stored.lastSeen
        for update in acknowledged + unsent { _ = try? doc.apply(update, limits: .fromServer) }
    }

    /// A copy without anything in it may take any epoch's state as it comes.
    var isBlank: Bool { acknowledged.isEmpty && unsent.isEmpty && refused.isEmpty }

    /// The state the server has acknowledged, as a document of its own.
    func acknowledgedDoc() -> Doc {
        var doc = Doc(clientID: 0)
        for update in acknowledged { _ = try? doc.apply(update, limits: .fromServer) }
        return doc
    }

    /// Merges the acknowledged updates into one and yields what the disk should hold.
    mutating func compacted() -> DocumentSnapshot {
        let state = acknowledged.isEmpty ? [] : acknowledgedDoc().encodeStateAsUpdate()
        acknowledged = state.isEmpty ? [] : [state]
        journalled = 0
        return DocumentSnapshot(
            epoch: epoch, acknowledged: state, unsent: refused + unsent, lastSeen: lastSeen)
    }
}

// MARK: - Own edits

extension DocumentCopy {
    /// Runs one edit of the member's, so that it can be undone.
    mutating func edit(
        _ name: DocumentName, now: UInt64, _ body: (inout Transaction) -> Void
    ) -> Change {
        var manager = undo ?? UndoManager(scope: roots(of: name))
        undo = nil
        defer { undo = manager }
        return manager.edit(&doc, now: Int(clamping: now), body)
    }

    /// Takes the last own edit back, or does it again.
    mutating func turn(forward: Bool) -> Change? {
        guard var manager = undo else { return nil }
        undo = nil
        defer { undo = manager }
        return forward ? manager.redo(&doc) : manager.undo(&doc)
    }

    /// The roots of a document's schema, made where they are missing: that is no edit.
    private mutating func roots(of name: DocumentName) -> [TypeID] {
        var roots: [TypeID] = []
        doc.edit { transaction in
            roots.append(transaction.root("notes", .text))
            if let rows = name.rowsRoot { roots.append(transaction.root(rows, .map)) }
        }
        return roots
    }
}
