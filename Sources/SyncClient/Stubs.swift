public import CRDT
public import Committee
import SyncProtocol

// Signatures the other targets build against; each moves to its own file as it is built.

/// One member's client in one committee: its documents, what is unsent, what the server has acknowledged. A value with
/// one entry point; the shell owns the socket, the disk and the clock.
public struct ClientSession: Sendable {
    public enum Input: Sendable {
        /// The socket is open; `token` goes into the Auth messages.
        case connected(token: String)
        case frame([UInt8])
        case disconnected
        /// Milliseconds since 1970 and the member's own local time zone are the shell's business.
        case tick(now: UInt64)
        /// Set or clear the caret this member shows in one document.
        case caret(DocumentName, Caret?)
    }

    public enum Effect: Sendable {
        case send([UInt8])
        /// Keep on disk now: the journal of one document grows by this record.
        case journal(DocumentName, JournalRecord)
        /// The journal of one document is replaced by this snapshot.
        case snapshot(DocumentName, DocumentSnapshot)
        /// What changed in one document, for the screen.
        case changed(DocumentName, [TypeEvent])
        case presenceChanged(DocumentName)
        case eventsChanged
        case statusChanged
        /// The server refused the token or the member: in plain words. Do not reconnect with the same token.
        case denied(reason: String)
        /// The server asks for a fresh socket (room closed, restarted).
        case reconnect
    }

    public enum Link: Hashable, Sendable {
        case offline
        case connecting
        case online
    }

    /// `clientIDs` are fresh random ids, one per document opened in this sitting.
    public init(
        committee: String, participant: Participant, stored: [DocumentName: DocumentSnapshot],
        freshClientID: @Sendable @escaping (DocumentName) -> ClientID
    ) { fatalError() }
    public mutating func handle(_ input: Input) -> [Effect] { fatalError() }
    /// Edits a document; it is shown at once and sent as soon as the link allows.
    public mutating func edit(_ document: DocumentName, _ body: (inout Transaction) -> Void) -> [Effect] {
        fatalError()
    }
    /// Starts to follow a document.
    public mutating func open(_ document: DocumentName) -> [Effect] { fatalError() }

    public var link: Link { fatalError() }
    /// Documents this participant may read, in the order screens list them.
    public var documentNames: [DocumentName] { fatalError() }
    public subscript(document: DocumentName) -> Doc? { fatalError() }
    public var events: [Event] { fatalError() }
    /// Edits the server has not acknowledged as flushed, over all documents.
    public var unsavedCount: Int { fatalError() }
    public func isReadOnly(_ document: DocumentName) -> Bool { fatalError() }
    /// When the last edit of ours was acknowledged: milliseconds since 1970.
    public var lastSaved: UInt64? { fatalError() }
    public func presence(in document: DocumentName) -> [PresentMember] { fatalError() }
    /// Edits that were refused and put aside: shown to the member, who can copy from them.
    public var quarantine: [QuarantinedEdit] { fatalError() }
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

/// What the disk keeps of one document.
public struct DocumentSnapshot: Hashable, Sendable {
    public var epoch: UInt32
    /// The state the server has acknowledged, as one update.
    public var acknowledged: [UInt8]
    /// Our own edits since then, oldest first.
    public var unsent: [[UInt8]]
    /// State vector at the end of the last sitting: what changed since I was last here.
    public var lastSeen: [UInt8]
    public init(epoch: UInt32, acknowledged: [UInt8], unsent: [[UInt8]], lastSeen: [UInt8]) {
        self.epoch = epoch
        self.acknowledged = acknowledged
        self.unsent = unsent
        self.lastSeen = lastSeen
    }
}

public enum JournalRecord: Hashable, Sendable {
    /// Our own edit, not acknowledged yet.
    case edit([UInt8])
    /// An update from the server.
    case remote([UInt8])
    /// The oldest `count` edits are acknowledged.
    case acknowledged(count: Int)
    case seen(StateVector)
}

public struct QuarantinedEdit: Hashable, Sendable {
    public var document: DocumentName
    /// The text the member typed, and where, in words.
    public var summary: String
    public init(document: DocumentName, summary: String) {
        self.document = document
        self.summary = summary
    }
}
