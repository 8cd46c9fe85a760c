public import CRDT
public import Committee
public import SyncProtocol

/// One committee's room: its documents, its rules, its ordered history. A value with one entry point.
///
/// Start at `handle`. `Room+Joining` opens documents, `Room+Updates` is the life of an edit, `OutboundGate`
/// the promise that nobody hears of what the log does not hold. A room knows no socket, disk or clock, and
/// never forgets to ask `Permissions`: whoever is not allowed gets nothing, also when the shell has let
/// them in by mistake.
public struct Room: Sendable {
    public enum Input: Sendable {
        /// Somebody, already authenticated, opens a document. The shell remembers the address frames echo
        /// back. The room itself sends `Authenticated` to a Hocuspocus connection.
        case joined(ConnectionID, DocumentName, Participant, Dialect)
        case received(ConnectionID, DocumentName, Message)
        /// The connection leaves one document.
        case left(ConnectionID, DocumentName)
        /// The socket is gone: leaves all.
        case disconnected(ConnectionID)
        /// The room channel (`<committee>`): commands and heads as JSON text in Stateless messages. The
        /// shell has sent `Authenticated` for it.
        case entered(ConnectionID, Participant)
        case stateless(ConnectionID, String)
        /// A command that came by another way than a connection; `replied` answers it under the ticket.
        case commanded(ticket: UInt64, AnyValue, bytes: Int, by: Participant)
        /// The log has flushed everything up to here.
        case appended(through: LogPosition, heads: [Head])
        case appendFailed(reason: String)
        /// What the log has at the places `lookUp` asked for; it has nothing at those that are missing.
        /// nil: it could not be read.
        case lookedUp(question: UInt64, [Head]?)
        /// Once per 100 ms or so while the room is loaded: monotonic milliseconds and the factory's
        /// calendar day.
        case tick(now: UInt64, day: String)
        /// A batch from the importer or another server-side author.
        case importing(ImportBatch)
        /// The operator restored or erased: all documents enter a new epoch. (A client's signed head that
        /// the log does not hold has the same effect.)
        case raiseEpochs(reason: String)
        /// Write checkpoints and let go: the server stops or the room idles.
        case unload
    }

    public enum Effect: Sendable {
        /// Append and flush, then answer `appended` or `appendFailed`. Entries follow the last ones without
        /// a gap.
        case append([LogEntry])
        /// Take this content out of the log, in one step with the entries appended with it.
        case erase(Erasure)
        /// Find the links of the chains at these places, then answer `lookedUp`. All of them are flushed.
        case lookUp(question: UInt64, [ChainPlace])
        /// One message about one document to these connections; the shell frames it once per dialect.
        case send([ConnectionID], DocumentName, Message)
        /// A text on the room channel.
        case stateless([ConnectionID], String)
        /// Ends one document on a connection: Hocuspocus `close`, y-websocket socket close.
        case drop(ConnectionID, DocumentName, CloseCode, reason: String)
        /// Ends the room channel on a connection.
        case dropChannel(ConnectionID, CloseCode, reason: String)
        /// Answers `commanded`.
        case replied(ticket: UInt64, CommandAnswer)
        /// Who belongs to the room from now on, all of them: the accounts follow.
        case rosterChanged(RosterStanding)
        /// The room is done for: close all its connections with this code, discard it; it reopens from its
        /// log.
        case closeRoom(CloseCode, reason: String)
        /// The import or command with this id is flushed (nil) or refused (in words).
        case answered(id: String, refusal: String?)
        /// `unload` is complete, nothing waits.
        case unloaded
    }

    let id: String
    let limits: RoomLimits
    let signer: HeadSigner
    var now: UInt64 = 0
    var day: String

    var stores: [DocumentName: RoomDocument] = [:]
    var history = History()
    /// What the events add up to, for the rules.
    var state = CommitteeState()
    /// What subscribers were told of the rows that are written together, and what they were not told yet.
    var derived = DerivedRows()
    var unquiet: [DocumentName: UnquietDocument] = [:]
    var clocks = ClockLook()
    /// The feeds of integrations, by id.
    var feeds: [String: Feed] = [:]
    /// How many of the events are flushed.
    public internal(set) var flushedEvents = 0
    /// Who belongs to the room, by id; empty until an event seats somebody.
    var roster: [String: Participant] = [:]
    /// How often rights changed since the room was loaded: an answer that waits for its flush is checked by
    /// it.
    public internal(set) var rightsChanges = 0
    var tail: LogTail
    /// The newest flushed link of each audience's chain.
    var heads: [Audience: Head] = [:]
    var gate: OutboundGate

    /// The documents each connection has open.
    var opened: [ConnectionID: Set<DocumentName>] = [:]
    var channel: [ConnectionID: ChannelSeat] = [:]
    /// Hellos that wait for the log's word on older heads, by question.
    var hellos: [UInt64: Hello] = [:]
    var questionCount: UInt64 = 0

    var tally = RoomTally()
    var isUnloading = false
    var isClosed = false
    /// What the current input led to.
    private var effects: [Effect] = []

    /// Wakes a room from its log. `signer` signs heads for clients (D12).
    public init(
        id: String, image: RoomImage, limits: RoomLimits = RoomLimits(), signer: HeadSigner, day: String
    ) throws(RoomFailure) {
        self.id = id
        self.limits = limits
        self.signer = signer
        self.day = day
        tail = LogTail(end: image.end, heads: image.heads)
        gate = OutboundGate(durable: image.end)
        heads = Dictionary(image.heads.map { ($0.audience, $0) }) { first, _ in first }
        for name in DocumentName.standing { stores[name] = RoomDocument() }
        try wake(from: image)
        giveHeadStart()
        for name in DerivedRows.documents { unquiet[name] = .unknown }
    }

    public mutating func handle(_ input: Input) -> [Effect] {
        guard !isClosed else { return [] }
        decide(input)
        let result = effects
        effects = []
        return result
    }

    private mutating func decide(_ input: Input) {
        switch input {
        case .joined(let connection, let name, let participant, let dialect):
            join(connection, name, participant, dialect)
        case .received(let connection, let name, let message): receive(message, from: connection, about: name)
        case .left(let connection, let name): leave(connection, name)
        case .disconnected(let connection): disconnect(connection)
        case .entered(let connection, let participant): enter(connection, participant)
        case .stateless(let connection, let text): receive(text, from: connection)
        case .commanded(let ticket, let command, let bytes, let participant):
            takeCommand(command, bytes: bytes, by: participant, ticket: ticket)
        case .appended(let end, let heads): appended(through: end, heads: heads)
        case .appendFailed(let reason): close(.roomClosed, reason: reason)
        case .lookedUp(let question, let found): lookedUp(question, found)
        case .tick(let now, let day): tick(now: now, day: day)
        case .importing(let batch): take(batch)
        case .raiseEpochs: raiseEpochs()
        case .unload: unload()
        }
    }

    public var connectionCount: Int { Set(opened.keys).union(channel.keys).count }
    /// For verify, tests and exports.
    public var documents: [DocumentName: Doc] { stores.mapValues(\.doc) }
    /// What somebody may do with a document as roster and cases stand: `none` too for one that is not there.
    public func access(of participant: Participant, to name: DocumentName) -> Access {
        guard stores[name] != nil, let current = current(participant) else { return .none }
        return Permissions.access(of: current, to: name, in: state)
    }
    public var events: [Event] { history.events }
    /// 1 for a document that does not exist.
    public func epoch(of document: DocumentName) -> Epoch { stores[document]?.epoch ?? 1 }
}

// MARK: What every input uses

extension Room {
    /// Sends what depends on nothing unflushed: at once, but behind what the same connections still wait for.
    mutating func tell(_ effect: Effect) {
        effects += gate.pass(effect, after: .zero)
    }

    /// Sends what may leave only when the log has flushed all that is decided so far.
    mutating func tellWhenFlushed(_ effect: Effect) {
        effects += gate.pass(effect, after: tail.end)
    }

    mutating func lookUp(_ places: [ChainPlace]) -> UInt64 {
        questionCount += 1
        effects.append(.lookUp(question: questionCount, places))
        return questionCount
    }

    mutating func effect(_ effect: Effect) { effects.append(effect) }

    mutating func append(_ entries: [LogEntry]) {
        if !entries.isEmpty { effects.append(.append(entries)) }
    }

    private mutating func appended(through end: LogPosition, heads new: [Head]) {
        precondition(end <= tail.end, "the log flushes only what the room decided")
        for head in new where heads[head.audience] != head {
            heads[head.audience] = head
            noteHead(of: head.audience)
        }
        effects += gate.release(through: end)
        while flushedEvents < history.count, history[flushedEvents].position <= end { flushedEvents += 1 }
        finishUnloading()
    }

    private mutating func close(_ code: CloseCode, reason: String) {
        isClosed = true
        effects.append(.closeRoom(code, reason: reason))
    }

    private mutating func tick(now: UInt64, day: String) {
        self.now = max(now, self.now)
        self.day = day
        tellPresence()
        tellHeads()
        tellQuiet()
        strikeClocks()
        for name in stores.keys { stores[name]?.forgetUnused() }
    }

    /// Looks at a document where it lives: a read through the dictionary copies every reference it holds,
    /// with every message. nil if there is no such document.
    mutating func inPlace<Result>(_ name: DocumentName, _ look: (inout RoomDocument) -> Result) -> Result? {
        guard let index = stores.index(forKey: name) else { return nil }
        return look(&stores.values[index])
    }

    mutating func seat(of connection: ConnectionID, in name: DocumentName) -> Seat? {
        inPlace(name) { $0.seats[connection] } ?? nil
    }

    func finishedFlushing() -> Bool { gate.durable == tail.end }

    mutating func finishUnloading() {
        guard isUnloading, finishedFlushing() else { return }
        isUnloading = false
        effects.append(.unloaded)
    }
}
