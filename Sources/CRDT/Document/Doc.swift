/// A Yjs document: a value one can copy, keep in a dictionary and send.
///
/// A copy costs nothing; the first write after it clones the engine once. Edit a document where it lives
/// (`documents[name]?.edit { ... }`): taking it out and putting it back copies it whole. Yjs: `Y.Doc`.
public struct Doc: Sendable {
    private var box: EngineBox

    /// `gc`: whether deleted content is dropped. Yjs: `new Y.Doc({gc})` with a `clientID` drawn by the
    /// caller.
    public init(clientID: ClientID, gc: Bool = true) {
        box = EngineBox(Engine(clientID: clientID, collectsGarbage: gc))
    }

    /// For reading only.
    var engine: Engine { _read { yield box.transaction.engine } }

    /// Comes before every write: if another `Doc` shares the engine, this one gets its own.
    private mutating func own() -> EngineBox {
        if !isKnownUniquelyReferenced(&box) { box = EngineBox(box.transaction.engine.clone()) }
        return box
    }

    /// Whom edits of this replica are written under. Yjs: `doc.clientID`.
    public var clientID: ClientID {
        get { engine.clientID }
        set { own().transaction.engine.clientID = newValue }
    }

    // MARK: Editing

    /// Runs one transaction and yields what it did.
    @discardableResult
    public mutating func edit(observing: Bool = false, _ body: (inout Transaction) -> Void) -> Change {
        own().transaction.run(observed: observing, body)
    }

    // MARK: Merging

    public var stateVector: StateVector { engine.store.stateVector }

    /// All that a replica at `vector` lacks, with the whole delete set and what is pending.
    public func encodeStateAsUpdate(since vector: StateVector = StateVector()) -> [UInt8] {
        engine.encodeStateAsUpdate(since: vector)
    }

    /// Decodes, then merges: all or nothing. What misses a predecessor waits inside the document.
    ///
    /// `comparisonsMax` bounds the work: bytes can be written so that each struct is compared with all
    /// others. What was waiting and can come in now does so within the same bound; the rest of it waits on.
    ///
    /// - Throws: the first fault of the bytes, or `overLimit` with "comparisons"; nothing has changed then.
    @discardableResult
    public mutating func apply(
        _ update: [UInt8], limits: DecodingLimits = .standard, observing: Bool = false,
        comparisonsMax: Int = .max
    ) throws(DecodingFailure) -> Change {
        if let change = own().transaction.takePlain(update, limits: limits, observed: observing) {
            return change
        }
        guard let structs = box.transaction.read(update, limits: limits) else {
            return try apply(
                try DecodedUpdate(decoding: update, limits: limits), observing: observing,
                comparisonsMax: comparisonsMax)
        }
        let before = copy(beforeTaking: structs, comparisonsMax)
        if before != nil { _ = own().transaction.read(update, limits: limits) }
        let (change, isOver) = box.transaction.takeRead(
            update, observed: observing, comparisonsMax: bound(comparisonsMax, hasCopy: before != nil))
        return try settled(change, isOver ? before : nil, comparisonsMax)
    }

    @discardableResult
    public mutating func apply(_ update: DecodedUpdate, observing: Bool = false) -> Change {
        own().transaction.take(update, observed: observing, comparisonsMax: .max).change
    }

    /// As `apply` of bytes, of what was decoded.
    ///
    /// - Throws: `overLimit`; nothing has changed then.
    public mutating func apply(
        _ update: DecodedUpdate, observing: Bool = false, comparisonsMax: Int
    ) throws(DecodingFailure) -> Change {
        let before = copy(beforeTaking: update.structCount, comparisonsMax)
        let (change, isOver) = own().transaction.take(
            update, observed: observing, comparisonsMax: bound(comparisonsMax, hasCopy: before != nil))
        return try settled(change, isOver ? before : nil, comparisonsMax)
    }

    /// A copy is kept, and so the engine cloned, only where an update could pass the bound.
    private func copy(beforeTaking structs: Int, _ comparisonsMax: Int) -> Doc? {
        let worst = structs.multipliedReportingOverflow(by: engine.items.count + 3 * structs)
        return worst.overflow || worst.partialValue > comparisonsMax ? self : nil
    }

    /// Without a copy to go back to an update is taken whole: what it can cost is a few times the bound. Only
    /// what waited for it may be left waiting.
    private func bound(_ comparisonsMax: Int, hasCopy: Bool) -> Int {
        hasCopy || hasPending ? comparisonsMax : .max
    }

    private mutating func settled(
        _ change: Change, _ before: Doc?, _ comparisonsMax: Int
    ) throws(DecodingFailure) -> Change {
        guard let before else { return change }
        self = before
        throw .overLimit(
            limit: "comparisons", maximum: comparisonsMax, found: UInt64(comparisonsMax) + 1, at: 0)
    }

    /// How many structs it keeps, garbage and reused places included: what a walk through it may cost.
    public var structCount: Int { engine.items.count }

    /// Whether structs or deletes wait for a predecessor.
    public var hasPending: Bool { !engine.pending.isEmpty }

    /// Checks every invariant of the engine; for tests. Returns the first one broken, in words.
    public func checkInvariants() -> String? { engine.firstBrokenInvariant() }
}

/// The one reference in the engine. It holds the engine as a transaction, which a closure can edit in place.
///
/// Unchecked, and safe: it is private to `Doc`, which writes only while it is the sole owner; reads change
/// nothing.
final class EngineBox: @unchecked Sendable {
    var transaction: Transaction

    init(_ engine: consuming Engine) {
        transaction = Transaction(engine)
    }
}
