import CRDT
import Committee
import SyncClient

/// Reading the document on the screen: as little of it as changed.
extension TerminalModel {
    /// Commands that wait stand on the screen as if they were done.
    ///
    /// - Parameter only: the rows that can have changed, in the order they stand; nil if any can.
    mutating func readRows(_ only: Set<String>?) {
        guard let doc = session[document] else { return rows = [] }
        // While a text is written no row moves, and none is searched.
        let isFixed = if case .writing = mode { true } else { arrangement.isPlain }
        if let only, document != .diagnosis, isFixed, replaceRows(only, doc) { return }
        let isWaiting = !session.waitingCommands.isEmpty
        let events = isWaiting ? session.picture.events : session.events
        held = document == .diagnosis ? session.picture.heldPoints : [:]
        rows = Projection.rows(of: document, in: doc, events: events, held: held)
        guard !arrangement.isPlain else { return }
        rows = arrangement.arranged(
            rows, keeping: opened == .row ? selectedRow[document]?.id : nil, words)
    }

    /// False if one of them cannot be read alone.
    private mutating func replaceRows(_ ids: Set<String>, _ doc: Doc) -> Bool {
        let expected = session.waitingCommands.isEmpty ? nil : session.picture.events
        for id in ids {
            let events = expected ?? session.events(about: id)
            guard let index = rows.firstIndex(where: { $0.id == id }),
                let row = Projection.row(id, of: document, in: doc, events: events)
            else { return false }
            rows[index] = row
        }
        return true
    }

    /// The rows that changes of the document on the screen are in; nil where rows may have come, gone or
    /// moved.
    func rowsTouched(by changes: [TypeEvent]) -> Set<String>? {
        var ids: Set<String> = []
        for change in changes {
            guard case .root(let root)? = change.path.first else { return nil }
            // The notes of the document are no row.
            if root != document.rowsRoot { continue }
            guard change.path.count > 1, case .key(let id) = change.path[1] else { return nil }
            let moves = change.keys.keys.contains { ["rank", "removed", "ref"].contains($0) }
            if change.path.count == 2, moves { return nil }
            ids.insert(id)
        }
        return ids
    }

    /// While a text is written this waits until it is left: it reads every word of the item.
    mutating func readStanding() {
        if case .writing = mode { return }
        guard document == .plan, opened == .row, let row else {
            (standing, outdated) = (nil, [])
            return
        }
        standing = session.picture.standing(of: row.id, for: session.participant.id)
        // "Signed." holds no longer.
        let signed = [words[.signatureSent], words[.signatureWaits]]
        if let notice, signed.contains(notice), standing?.fallen.isEmpty == false { self.notice = nil }
        outdated = OutdatedTranslations.fields(of: row, standing)
    }
}

/// What of the room's record rows are read with, beside its events.
struct RoomMark: Hashable, Sendable {
    private var commands: [String] = []
    private var documents: [DocumentName] = []

    init() {}

    init(_ session: ClientSession) {
        commands = session.waitingCommands.map(\.id)
        documents = session.documentNames
    }
}
