public import CRDT

/// What a room may hold and how it keeps its log short. Configuration with names (DESIGN D17).
public struct RoomLimits: Hashable, Sendable {
    /// Of an update; structs, delete ranges and clients are as many as its bytes can name. What a stock
    /// client must send of a document, its state vector and all that was ever deleted, grows with it.
    public var decoding = DecodingLimits(
        bytesMax: 1 << 20, structsMax: 1 << 19, clientsMax: 1 << 19, depthMax: 32)
    /// What loading one document may take, its newest checkpoint and the updates since. In one that is full
    /// nothing is taken but deletes.
    public var documentBytesMax = 64 << 20
    /// Client ids one member may have in one document and epoch; every sitting that writes takes one.
    public var clientsPerMemberMax = 5_000
    /// Neighbours that the structs of one update may be compared with to find their places, however long it
    /// and its document are.
    public var comparisonsMax = 4_000_000
    /// As many are granted to every update, and two walks through its document; honest offline work needs
    /// thousands.
    public var comparisonsMin = 20_000
    /// And as many more for each of its bytes: work stays in proportion to what was sent.
    public var comparisonsPerByte = 2
    /// The same in a step2. A day's work offline comes in one, and two who wrote at one place meet there: the
    /// work grows with what each wrote.
    public var comparisonsPerOfflineByte = 50
    /// Updates of one document after which a checkpoint is written.
    public var checkpointUpdates = 500
    /// Bytes of JSON one client's presence state may have; a longer one is passed over.
    public var presenceBytesMax = 4096
    /// A client silent for longer is no longer shown as present.
    public var presenceSilenceMillisecondsMax: UInt64 = 30_000
    /// Messages about presence one document sends a second, over all who have it open: with more than a
    /// hundred of them changes wait for each other and go together.
    public var presenceMessagesPerSecondMax = 1000
    /// A presence that is renewed and has not changed is told to others this often; below half of what they
    /// take for silence.
    public var presenceRenewalMilliseconds: UInt64 = 5000
    /// Client ids one connection may be present under in one document: its own, and those of other tabs.
    public var presencesPerConnectionMax = 32
    /// Heads of one hello that are looked at; a client keeps one per audience.
    public var headClaimsMax = 64
    /// Signed heads are told no more often than this.
    public var headsIntervalMilliseconds: UInt64 = 1000
    /// One command as JSON, with the message around it.
    public var commandBytesMax = 64 << 10
    /// Events one command may lead to.
    public var eventsPerCommandMax = 256
    /// Events of a feed that are given out; older ones are in the snapshot only.
    public var feedEventsMax = 100_000
    /// How long a field must be quiet before subscribers hear of it; 0: they never do.
    public var quietMilliseconds: UInt64 = 5000
    public init() {}

    /// What an update of so many bytes may cost in a document of so many structs.
    public func comparisons(bytes: Int, structs: Int, isStep2: Bool) -> Int {
        let (earned, isOver) = bytes.multipliedReportingOverflow(
            by: isStep2 ? comparisonsPerOfflineByte : comparisonsPerByte)
        guard !isOver, earned < comparisonsMax else { return comparisonsMax }
        return min(comparisonsMax, comparisonsMin + earned + 2 * structs)
    }
}
