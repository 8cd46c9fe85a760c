public import CRDT
public import Committee

/// What the disk keeps of one document.
public struct DocumentSnapshot: Hashable, Sendable {
    public var epoch: UInt32
    /// The state the server has acknowledged, as one update.
    public var acknowledged: [UInt8]
    /// Our own edits since then, oldest first.
    public var unsent: [[UInt8]]
    /// The state as this member last saw it, as one update: what changed since I was last here. Empty: never
    /// seen.
    public var lastSeen: [UInt8]

    public init(epoch: UInt32, acknowledged: [UInt8], unsent: [[UInt8]], lastSeen: [UInt8]) {
        self.epoch = epoch
        self.acknowledged = acknowledged
        self.unsent = unsent
        self.lastSeen = lastSeen
    }
}

/// One step of a document since its snapshot.
public enum JournalRecord: Hashable, Sendable {
    /// Our own edit, not acknowledged yet.
    case edit([UInt8])
    /// An update from the server.
    case remote([UInt8])
    /// The oldest `count` edits are acknowledged.
    case acknowledged(count: Int)
    /// The member has seen this state of the document.
    case seen([UInt8])
}

extension DocumentSnapshot {
    /// Takes in what the journal holds after this snapshot, oldest first. A snapshot that has grown this way
    /// keeps the acknowledged state as several updates; the session merges them when it loads.
    public func replaying(_ journal: [JournalRecord]) -> StoredDocument {
        var stored = StoredDocument(self)
        for record in journal {
            switch record {
            case .edit(let update): stored.unsent.append(update)
            case .remote(let update): stored.acknowledged.append(update)
            case .acknowledged(let count):
                let taken = min(max(count, 0), stored.unsent.count)
                stored.acknowledged += stored.unsent.prefix(taken)
                stored.unsent.removeFirst(taken)
            case .seen(let state): stored.lastSeen = state
            }
        }
        return stored
    }
}

/// One document as a shell reads it back: its snapshot with the journal taken in.
public struct StoredDocument: Hashable, Sendable {
    public var epoch: UInt32
    /// Updates that together are the acknowledged state.
    public var acknowledged: [[UInt8]]
    public var unsent: [[UInt8]]
    public var lastSeen: [UInt8]

    public init(_ snapshot: DocumentSnapshot) {
        epoch = snapshot.epoch
        acknowledged = snapshot.acknowledged.isEmpty ? [] : [snapshot.acknowledged]
        unsent = snapshot.unsent
        lastSeen = snapshot.lastSeen
    }
}

/// An edit that has no place in the document any more: shown to its member, who can copy from it.
public struct QuarantinedEdit: Hashable, Sendable {
    public var document: DocumentName
    /// The text the member typed, and where, in words.
    public var summary: String
    /// The typed text alone, for copying.
    public var text: String

    public init(document: DocumentName, summary: String, text: String = "") {
        self.document = document
        self.summary = summary
        self.text = text
    }
}

/// Where a member's caret stands: a text and the two ends of the selection.
public struct Caret: Hashable, Sendable {
    public var anchor: RelativePosition
    public var head: RelativePosition

    public init(anchor: RelativePosition, head: RelativePosition) {
        self.anchor = anchor
        self.head = head
    }
}

/// Somebody who has a document open now.
public struct PresentMember: Hashable, Sendable {
    public var client: ClientID
    public var name: String
    /// W, M, A...; written by the server.
    public var letter: Character
    public var caret: Caret?
    public var isSelf: Bool

    public init(client: ClientID, name: String, letter: Character, caret: Caret?, isSelf: Bool) {
        self.client = client
        self.name = name
        self.letter = letter
        self.caret = caret
        self.isSelf = isSelf
    }
}
