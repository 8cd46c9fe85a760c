import CRDT
import Committee
import Crypto
import SyncProtocol

/// One document of a room, and who has it open.
///
/// Its `Doc` is edited where it lives: a copy kept across an edit would clone the whole engine.
struct RoomDocument: Sendable {
    var doc = Doc(clientID: serverClient) { didSet { whole = nil } }
    var epoch: Epoch = 1
    /// To which member a client id belongs (DESIGN hostile-input rule 3); "" is the server itself.
    var members: [ClientID: String] = [:]
    /// Updates since the newest checkpoint, and their bytes.
    private(set) var updateCount = 0
    private(set) var updateBytes = 0
    /// Bytes of the newest checkpoint.
    private var wholeBytes = 0
    /// By so many updates its next checkpoint comes earlier.
    var headStart = 0
    /// Connections that have it open, in the order they came.
    var order: [ConnectionID] = []
    var seats: [ConnectionID: Seat] = [:]
    var presence = Awareness()
    /// The connection each present client speaks over.
    var presentOn: [ClientID: ConnectionID] = [:]
    /// Clients whose presence changed since it was last told.
    var changedPresence: Set<ClientID> = []
    /// Clients that renewed the same presence since it was last told, and when renewals were.
    var renewedPresence: Set<ClientID> = []
    private var renewalsToldAt: UInt64 = 0
    private var presenceToldAt: UInt64 = 0
    /// The whole document as one update, while members join who have nothing of it; many at once share it.
    private var whole: [UInt8]?
    private var isWholeUsed = false

    /// The id of the server's own replica; it never writes.
    static let serverClient: ClientID = 0

    /// Under which id the server writes the row of a matter: 31 bits of a hash, never 0.
    static func rowAuthor(of matter: String, in name: DocumentName) -> ClientID {
        let digest = SHA256.hash(data: Array("bipartite-row-v1\n\(name.rawValue)\n\(matter)".utf8))
        return ClientID(1 + digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } >> 1)
    }

    /// What loading it takes: its newest checkpoint and all updates since.
    var bytes: Int { wholeBytes + updateBytes }

    mutating func noteUpdate(_ update: [UInt8]) {
        updateCount += 1
        updateBytes += update.count
    }

    /// Written, or read, as a whole.
    mutating func noteWhole(_ state: [UInt8]) {
        (updateCount, updateBytes, wholeBytes) = (0, 0, state.count)
    }

    mutating func seat(_ connection: ConnectionID, _ seat: Seat) {
        order.append(connection)
        seats[connection] = seat
    }

    /// Takes the connection out, and with it whoever was present over it.
    mutating func unseat(_ connection: ConnectionID) {
        guard seats.removeValue(forKey: connection) != nil else { return }
        order.removeAll { $0 == connection }
        let gone = presentOn.filter { $0.value == connection }.keys
        removePresence(gone)
    }

    mutating func removePresence(_ clients: some Sequence<ClientID>) {
        let removed = presence.remove(clients)
        renewedPresence.subtract(removed.entries.map(\.client))
        changedPresence.formUnion(removed.entries.map(\.client))
        for client in clients { presentOn[client] = nil }
    }

    /// Clients whose presence is to be told now: all that changed, and now and then those too that only
    /// renewed it, long before others take them for gone. Empty while the last telling of many is recent.
    mutating func takeUntoldPresence(now: UInt64, limits: RoomLimits) -> Set<ClientID> {
        let pause = UInt64(order.count) * 1000 / UInt64(max(1, limits.presenceMessagesPerSecondMax))
        guard now >= presenceToldAt + pause else { return [] }
        var untold = changedPresence
        changedPresence = []
        if now >= renewalsToldAt + limits.presenceRenewalMilliseconds {
            untold.formUnion(renewedPresence)
            renewedPresence = []
            renewalsToldAt = now
        }
        if !untold.isEmpty { presenceToldAt = now }
        return untold
    }

    /// What a replica at `vector` lacks; with `resending`, also all that this member's clients wrote, or may
    /// have written before the log lost whose they are: an echo lost with the last socket would leave a
    /// y-websocket client unsaved for ever.
    mutating func step2(since vector: StateVector, resending member: String?) -> [UInt8] {
        if vector.clocks.isEmpty { return wholeUpdate() }
        guard let member else { return doc.encodeStateAsUpdate(since: vector) }
        var vector = vector
        for client in doc.stateVector.clocks.keys where members[client] ?? member == member {
            vector[client] = 0
        }
        return doc.encodeStateAsUpdate(since: vector)
    }

    private mutating func wholeUpdate() -> [UInt8] {
        isWholeUsed = true
        if let whole { return whole }
        let update = doc.encodeStateAsUpdate()
        whole = update
        return update
    }

    /// Lets go of the encoded document if nobody has joined since the last call.
    mutating func forgetUnused() {
        if !isWholeUsed { whole = nil }
        isWholeUsed = false
    }
}

/// One connection's place in one document.
struct Seat: Sendable {
    var participant: Participant
    var access: Access
    var dialect: Dialect
    /// For each step1 sent and not yet answered by a step2: whether that step2 gets a SyncStatus.
    var expectedStep2: [Bool] = []
    /// Answers that wait for a step2, oldest first.
    var deferred: [DeferredAnswer] = []
    /// The room's state vector when it last asked because of a gap.
    var askedAt: StateVector?
    var hasSentStep1 = false
    /// Whether an awareness message has bound a client id to the member.
    var hasBoundPresence = false
    /// The id the connection was first present under, whoever it belongs to.
    var ownClient: ClientID?
}

/// What an update will be told once a step2 has brought what one before it lacked.
enum DeferredAnswer: Hashable, Sendable {
    case saved
    case notSaved
    /// Saved if the step2 is complete.
    case waiting
}
