public import CRDT
public import Committee
import SyncProtocol

/// Local edits: shown at once, kept on disk, sent when the link allows, acknowledged in the order they were
/// sent.
extension ClientSession {
    /// Edits a document; it is shown at once and sent as soon as the link allows. A read-only document is
    /// left as it is.
    public mutating func edit(_ document: DocumentName, _ body: (inout Transaction) -> Void) -> [Effect] {
        guard !isReadOnly(document) else { return [] }
        let effects = opened.contains(document) ? [] : open(document)
        guard let change = copies[document]?.edit(document, now: now, body), !change.isEmpty else {
            return effects
        }
        return effects + keep(change, of: document)
    }

    /// What the member's own edits became: kept, sent if the link allows, shown.
    private mutating func keep(_ change: Change, of document: DocumentName) -> [Effect] {
        copies[document]?.unsent.append(change.update)
        var effects = journal(.edit(change.update), of: document)
        if let copy = copies[document], copy.phase == .joined, copy.refused.isEmpty {
            copies[document]?.inFlight.append(1)
            effects.append(send(.sync(.update(change.update)), to: document))
        }
        return effects + [.changed(document, change.events), .statusChanged]
    }

    /// What waited while the member could only read goes out, in a document that is joined.
    mutating func sendWaiting(in name: DocumentName) -> [Effect] {
        guard let copy = copies[name], copy.phase == .joined, copy.refused.isEmpty else { return [] }
        let waiting = copy.unsent.dropFirst(copy.inFlight.reduce(0, +))
        copies[name]?.inFlight += waiting.map { _ in 1 }
        return waiting.map { send(.sync(.update($0)), to: name) }
    }

    // MARK: Undo

    /// Takes back what this member wrote last in a document in this sitting, also before the link broke and
    /// came back; what others wrote stays. nil if there is nothing to take back.
    public mutating func undo(_ document: DocumentName) -> [Effect]? { turn(document, forward: false) }

    /// Does again what was undone last; nil if there was nothing.
    public mutating func redo(_ document: DocumentName) -> [Effect]? { turn(document, forward: true) }

    /// The next edit is taken back by itself.
    public mutating func separateUndo(_ document: DocumentName) { copies[document]?.undo?.stopCapturing() }

    private mutating func turn(_ document: DocumentName, forward: Bool) -> [Effect]? {
        guard !isReadOnly(document), let change = copies[document]?.turn(forward: forward), !change.isEmpty
        else { return nil }
        return keep(change, of: document)
    }

    /// The rows of a document that stay while work hangs on them, with the names of that work: what is typed
    /// here is refused here. Empty for documents whose rows nothing holds.
    public func held(in document: DocumentName) -> [String: [String]] {
        guard document == .diagnosis, let plan = copies[.plan]?.doc else { return [:] }
        return Projection.held(byItemsOf: plan, events: events)
    }

    /// The server's word on the oldest thing we sent about this document.
    mutating func answered(isApplied: Bool, about name: DocumentName) -> [Effect] {
        guard let copy = copies[name], let count = copy.inFlight.first, count <= copy.unsent.count else {
            return []
        }
        let edits = copy.unsent.prefix(count)
        copies[name]?.inFlight.removeFirst()
        copies[name]?.unsent.removeFirst(count)
        if !isApplied {
            copies[name]?.refused += edits
            return settleRefusal(in: name)
        }
        copies[name]?.acknowledged += edits
        if count > 0 { lastSaved = now }
        guard copy.refused.isEmpty else { return snapshot(of: name) + settleRefusal(in: name) }
        return (count > 0 ? journal(.acknowledged(count: count), of: name) : []) + [.statusChanged]
    }

    /// Puts refused edits aside once nothing is in flight, and returns the copy to the server's state.
    ///
    /// It waits for the answers still due: only then is it known which of the later edits the server took.
    mutating func settleRefusal(in name: DocumentName) -> [Effect] {
        guard let copy = copies[name], !copy.refused.isEmpty, copy.inFlight.isEmpty else { return [] }
        let state = copy.acknowledgedDoc()
        var old = state
        var refused: [QuarantinedEdit] = []
        for update in copy.refused {
            refused += EditMeaning(of: update, on: &old).typed.map {
                QuarantinedEdit(document: name, piece: $0, because: "the server did not take it")
            }
        }
        var fresh = state
        fresh.clientID = freshClientID(name)
        var rebase = Rebase(from: old, to: fresh)
        for update in copy.unsent { rebase.carry(update) }
        room.quarantine += refused
        var effects = replace(name, with: rebase)
        if let vector = copies[name]?.doc.stateVector, copies[name]?.phase == .joined {
            // The server may have taken a part of what it refused as a whole: what it has and we lack is
            // asked for.
            effects.append(send(.syncReply(.step1(vector)), to: name))
            for update in rebase.edits {
                copies[name]?.inFlight.append(1)
                effects.append(send(.sync(.update(update)), to: name))
            }
        }
        return effects + [.statusChanged]
    }

    /// The copy becomes what a rebase made of it: new handles, a new client id, the rest of the edits unsent.
    mutating func replace(_ name: DocumentName, with rebase: Rebase) -> [Effect] {
        let departed = withdraw(from: name)
        copies[name]?.doc = rebase.document
        // Its types are others' now.
        copies[name]?.undo = nil
        copies[name]?.refused = []
        copies[name]?.unsent = rebase.edits
        copies[name]?.caret = nil
        room.quarantine += rebase.homeless.map {
            QuarantinedEdit(document: name, piece: $0, because: "its place is gone")
        }
        // The quarantine first: what leaves the document must be kept elsewhere before.
        return [.room(room)] + snapshot(of: name) + [.replaced(name)] + departed + announce(in: name)
    }

    // MARK: The disk

    mutating func journal(_ record: JournalRecord, of name: DocumentName) -> [Effect] {
        copies[name]?.journalled += 1
        return [.journal(name, record)]
    }

    /// Long journals become snapshots. By the clock and not with the record that is one too many: to write a
    /// long document whole takes longer than the letter just typed should wait for.
    mutating func shortenJournals() -> [Effect] {
        let long = copies.filter { $1.journalled > Self.journalRecordsMax }.keys
        return long.sorted { $0.rawValue < $1.rawValue }.flatMap { snapshot(of: $0) }
    }

    /// The whole of one document for the disk, when its journal cannot be trusted any more.
    public mutating func snapshotForDisk(_ name: DocumentName) -> DocumentSnapshot? {
        copies[name]?.compacted()
    }

    mutating func snapshot(of name: DocumentName) -> [Effect] {
        guard let snapshot = copies[name]?.compacted() else { return [] }
        return [.snapshot(name, snapshot)]
    }
}
