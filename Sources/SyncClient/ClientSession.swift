public import CRDT
public import Committee
import SyncProtocol

/// One member's client in one committee: its documents, what is unsent, what the server has acknowledged. A
/// value with one entry point; the shell owns the socket, the disk and the clock.
///
/// Start reading at `handle`. Joining follows `Protocol/sync.md`; epochs follow DESIGN D16.
public struct ClientSession: Sendable {
    public enum Input: Sendable {
        /// The socket is open; `token` goes into the Auth messages.
        case connected(token: String)
        case frame([UInt8])
        /// A token that takes the place of the present one before that runs out.
        case renewed(token: String)
        case disconnected
        /// Milliseconds since 1970, at least once a second; the member's own time zone is the shell's
        /// business.
        case tick(now: UInt64)
        /// Set or clear the caret this member shows in one document.
        case caret(DocumentName, Caret?)
    }

    public enum Effect: Sendable {
        case send([UInt8])
        /// Keep on disk now: the journal of one document grows by this record.
        case journal(DocumentName, JournalRecord)
        /// The snapshot and the journal of one document are replaced by this snapshot.
        case snapshot(DocumentName, DocumentSnapshot)
        /// Keep on disk soon: documents, events, heads and quarantine of the room.
        case room(RoomRecord)
        /// What changed in one document, for the screen.
        case changed(DocumentName, [TypeEvent])
        /// One document was taken anew from the server: `TypeID`s and positions from before mean nothing any
        /// more.
        case replaced(DocumentName)
        case presenceChanged(DocumentName)
        case eventsChanged
        /// The server has answered a command; each command is answered once.
        case answered(CommandAnswer)
        case statusChanged
        /// The server refused the token or the member: in plain words. Do not reconnect with the same token.
        case denied(reason: String)
        /// The server asks for a fresh socket (room closed, restarted), or has been silent for too long.
        case reconnect
    }

    public enum Link: Hashable, Sendable {
        case offline
        case connecting
        case online
    }

    /// Journal records after which a snapshot replaces them, with the next tick.
    static let journalRecordsMax = 500
    /// Silence after which the link is tried with a ping, and after which it counts as dead; milliseconds.
    static let (pingAfter, deadAfter): (UInt64, UInt64) = (20_000, 45_000)
    /// y-protocols: own presence is renewed after 15 s.
    static let presenceRenewedAfter: UInt64 = 15_000

    let committee: String
    public let participant: Participant
    /// Whether others see this client among those present. Scripts do not announce themselves.
    public let isPresent: Bool
    let freshClientID: @Sendable (DocumentName) -> ClientID
    var copies: [DocumentName: DocumentCopy] = [:]
    var opened: Set<DocumentName> = []
    /// What is kept of the room between sittings; `Effect.room` says when it has changed.
    public internal(set) var room: RoomRecord
    public internal(set) var link = Link.offline
    /// When the last edit of ours was acknowledged: milliseconds since 1970.
    public internal(set) var lastSaved: UInt64?
    /// What the room's events add up to, as far as this member reads them.
    public internal(set) var state = CommitteeState()
    /// In which refusals are worded, by its tag: `zh`; English where there are no words in it.
    public var language = "en"
    /// Commands on their way over the present link.
    var sentCommands: Set<String> = []
    var token = ""
    var isHelloOutstanding = false
    var now: UInt64 = 0
    var lastHeard: UInt64 = 0
    var lastPing: UInt64 = 0

    /// `freshClientID` draws a random id: one per document and sitting, and one whenever a document is taken
    /// anew.
    public init(
        committee: String, participant: Participant, stored: [DocumentName: StoredDocument],
        room: RoomRecord = RoomRecord(), isPresent: Bool = true,
        freshClientID: @Sendable @escaping (DocumentName) -> ClientID
    ) {
        self.committee = committee
        self.participant = participant
        self.room = RoomRecord()
        self.isPresent = isPresent
        self.freshClientID = freshClientID
        for (name, document) in stored {
            copies[name] = DocumentCopy(stored: document, clientID: freshClientID(name))
        }
        recall(room)
    }

    /// Takes in what the disk keeps of the room, where that was read beside the documents: before anything
    /// else happens.
    public mutating func recall(_ room: RoomRecord) {
        self.room = room
        state = CommitteeState(events)
    }

    public mutating func handle(_ input: Input) -> [Effect] {
        let effects =
            switch input {
            case .connected(let token): connected(token: token)
            case .frame(let bytes): received(bytes)
            case .renewed(let token): renewed(token: token)
            case .disconnected: disconnected()
            case .tick(let now): tick(now: now)
            case .caret(let document, let caret): show(caret, in: document)
            }
        return effects + sendCommands()
    }
}

// MARK: What screens and scripts read

extension ClientSession {
    /// Documents this participant may read, in the order screens list them.
    public var documentNames: [DocumentName] {
        guard !room.documents.isEmpty else {
            return DocumentName.standing.filter { Permissions.access(of: participant, to: $0) != .none }
        }
        let listed = room.documents.map(\.name)
        let standing = DocumentName.standing.filter(listed.contains)
        return standing + listed.filter { !standing.contains($0) }
    }

    public subscript(document: DocumentName) -> Doc? { copies[document]?.doc }

    public var events: [Event] { room.events.map(\.event) }

    /// The oldest event that fits, without a list of all.
    public func firstEvent(where fits: (Event) -> Bool) -> Event? {
        room.events.first { fits($0.event) }?.event
    }

    /// What the events say about one row.
    public func events(about subject: String) -> [Event] {
        // Looked at in place: only those that fit are copied.
        room.events.indices.filter { room.events[$0].event.subject == subject }.map { room.events[$0].event }
    }

    /// Edits the server has not acknowledged as flushed, over all documents.
    public var unsavedCount: Int {
        copies.values.reduce(0) { $0 + $1.unsent.count + $1.refused.count }
    }

    /// Edits and commands together that are not yet known to be flushed: what leaving now would leave behind.
    public var waitingCount: Int { unsavedCount + waitingCommands.count }

    public func unsavedCount(in document: DocumentName) -> Int {
        copies[document].map { $0.unsent.count + $0.refused.count } ?? 0
    }

    /// Whether edits are refused here, before they are made.
    public func isReadOnly(_ document: DocumentName) -> Bool {
        if let isReadOnly = copies[document]?.isReadOnly { return isReadOnly }
        return access(to: document) != .write
    }

    /// Whether the server's state of the document is here and ours is on its way there.
    public func isJoined(_ document: DocumentName) -> Bool {
        guard let copy = copies[document] else { return false }
        return copy.phase == .joined && copy.hasServerState
    }

    /// The epoch of our copy; 0 before the first join.
    public func epoch(of document: DocumentName) -> UInt32 { copies[document]?.epoch ?? 0 }

    /// Edits that were refused or have lost their place, put aside: shown to the member, who can copy from
    /// them.
    public var quarantine: [QuarantinedEdit] { room.quarantine }

    /// Forgets the quarantine once the member has taken from it what they need.
    public mutating func clearQuarantine() -> [Effect] {
        guard !room.quarantine.isEmpty else { return [] }
        room.quarantine = []
        return [.room(room), .statusChanged]
    }

    func access(to document: DocumentName) -> Access {
        if room.documents.isEmpty { return Permissions.access(of: participant, to: document) }
        return room.documents.first { $0.name == document }?.access ?? .none
    }
}
