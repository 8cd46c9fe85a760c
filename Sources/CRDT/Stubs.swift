// Signatures the other targets build against; each moves to its own file as it is built.

/// One Yjs update (v1), decoded and validated whole; nothing is applied yet.
public struct DecodedUpdate: Sendable {
    public init(decoding bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingFailure) {
        fatalError()
    }
    /// The update again as bytes (v1).
    public func encoded() -> [UInt8] { fatalError() }
    public var isEmpty: Bool { fatalError() }
    /// Clients that wrote structs in it (Skips not counted).
    public var clients: Set<ClientID> { fatalError() }
    /// Root types its items name on the wire, each once.
    public var rootNames: Set<String> { fatalError() }
    /// Every `TypeKind` its contents create.
    public var typeKinds: Set<TypeKind> { fatalError() }
    public var structCount: Int { fatalError() }
}

/// What was cut from an update before it was taken, and why. Empty for all honest traffic of an up-to-date client.
public struct Cut: Hashable, Sendable {
    public var structsOfForeignClients = 0
    public var structsAfterGap = 0
    public var structsDependingOnCut = 0
    public var structsOfForbiddenContent = 0
    public var deleteRangesOfUnknown = 0
    public init() {}
    public var isEmpty: Bool { self == Cut() }
    /// The update has a hole before something it brings: the sender knows more than it sent.
    public var hasGap: Bool { structsAfterGap > 0 || structsDependingOnCut > 0 || deleteRangesOfUnknown > 0 }
}

/// What an update may bring into a document: the schema's and the member's rights, as plain data.
public struct AdmissionRule: Sendable {
    /// Client ids that belong to somebody else: new structs under them are cut.
    public var foreignClients: Set<ClientID>
    /// Root types of the document's schema; nil admits any.
    public var rootNames: Set<String>?
    public init(foreignClients: Set<ClientID> = [], rootNames: Set<String>? = nil) {
        self.foreignClients = foreignClients
        self.rootNames = rootNames
    }
}

/// A Yjs document: a value one can copy, keep in a dictionary and send. See `docs/ARCHITECTURE.md`.
public struct Doc: Sendable {
    public init(clientID: ClientID, gc: Bool = true) { fatalError() }

    /// Whom edits of this replica are written under. Yjs: `doc.clientID`.
    public var clientID: ClientID {
        get { fatalError() }
        set { fatalError() }
    }

    // MARK: Reading

    /// The root type of that name, if any update or edit has named it.
    public func root(_ name: String) -> TypeID? { fatalError() }
    public var rootNames: [String] { fatalError() }
    public func kind(of type: TypeID) -> TypeKind? { fatalError() }
    /// Whether the type was deleted.
    public func isDeleted(_ type: TypeID) -> Bool { fatalError() }
    /// Visible elements: UTF-16 units of a text, elements of a list, entries of a map.
    public func length(of type: TypeID) -> Int { fatalError() }
    /// The visible text without formats and embeds.
    public func string(_ text: TypeID) -> String { fatalError() }
    /// The text or list as a delta of inserts. Yjs: `YText#toDelta`.
    public func delta(_ text: TypeID) -> Delta { fatalError() }
    public func value(_ key: String, in map: TypeID) -> Value? { fatalError() }
    /// Keys that hold a value, sorted.
    public func keys(of map: TypeID) -> [String] { fatalError() }
    public func values(_ array: TypeID) -> [Value] { fatalError() }
    /// The whole of a type as plain values: nested types become objects, arrays and strings. Yjs: `toJSON`.
    public func plain(_ type: TypeID) -> AnyValue { fatalError() }
    /// From the root to the type; nil if it is deleted.
    public func path(of type: TypeID) -> [TypeEvent.PathStep]? { fatalError() }

    // MARK: Editing

    /// Runs one transaction and yields what it did.
    @discardableResult
    public mutating func edit(observing: Bool = false, _ body: (inout Transaction) -> Void) -> Change {
        fatalError()
    }

    // MARK: Merging

    public var stateVector: StateVector { fatalError() }
    /// All that a replica at `vector` lacks, with the whole delete set and what is pending.
    public func encodeStateAsUpdate(since vector: StateVector = StateVector()) -> [UInt8] { fatalError() }
    /// Decodes, then merges: all or nothing. What misses a predecessor waits inside the document.
    @discardableResult
    public mutating func apply(
        _ update: [UInt8], limits: DecodingLimits = .standard, observing: Bool = false
    ) throws(DecodingFailure) -> Change { fatalError() }
    @discardableResult
    public mutating func apply(_ update: DecodedUpdate, observing: Bool = false) -> Change { fatalError() }
    /// Whether structs or deletes wait for a predecessor.
    public var hasPending: Bool { fatalError() }
    /// The part of an update that this document may take now: a causally closed prefix of each client, see DESIGN
    /// hostile-input rules. Known structs are dropped silently, the rest that is dropped is counted.
    public func admissible(_ update: DecodedUpdate, under rule: AdmissionRule) -> (DecodedUpdate, Cut) {
        fatalError()
    }

    // MARK: Positions

    /// A position that survives edits by others. `assoc` >= 0 sticks to the character on the right.
    public func relativePosition(at index: Int, assoc: Int = 0, in type: TypeID) -> RelativePosition {
        fatalError()
    }
    /// Where the position is now; nil if its type is gone.
    public func absolutePosition(of position: RelativePosition) -> (type: TypeID, index: Int)? {
        fatalError()
    }

    /// Checks every invariant of the engine; for tests. Returns the first one broken, in words.
    public func checkInvariants() -> String? { fatalError() }
}

/// A place in a list that moves with it. Encodes as Yjs's relative positions do, in bytes and in JSON.
public struct RelativePosition: Hashable, Sendable {
    public var type: ID?
    public var rootName: String?
    public var item: ID?
    public var assoc: Int
    public init(type: ID?, rootName: String?, item: ID?, assoc: Int) {
        self.type = type
        self.rootName = rootName
        self.item = item
        self.assoc = assoc
    }
    public init(decoding bytes: [UInt8]) throws(DecodingFailure) { fatalError() }
    public func encoded() -> [UInt8] { fatalError() }
    /// As y-protocols put it into awareness states: `{type, tname, item, assoc}`.
    public init?(json: AnyValue) { fatalError() }
    public var json: AnyValue { fatalError() }
}

/// The edits of one transaction. Positions count UTF-16 units; one out of range is our own mistake and traps.
public struct Transaction {
    /// The root type of that name, made if it is new.
    public mutating func root(_ name: String, _ kind: TypeKind) -> TypeID { fatalError() }

    public mutating func insert(
        _ string: String, at index: Int, attributes: Attributes? = nil, in text: TypeID
    ) {
        fatalError()
    }
    public mutating func insertEmbed(
        _ embed: AnyValue, at index: Int, attributes: Attributes? = nil, in text: TypeID
    ) { fatalError() }
    public mutating func format(at index: Int, count: Int, attributes: Attributes, in text: TypeID) {
        fatalError()
    }
    /// Deletes elements of a text or a list.
    public mutating func delete(at index: Int, count: Int, in type: TypeID) { fatalError() }

    public mutating func insert(_ values: [AnyValue], at index: Int, in array: TypeID) { fatalError() }
    @discardableResult
    public mutating func insertType(_ kind: TypeKind, at index: Int, in array: TypeID) -> TypeID {
        fatalError()
    }

    public mutating func set(_ key: String, to value: AnyValue, in map: TypeID) { fatalError() }
    public mutating func setBinary(_ key: String, to bytes: [UInt8], in map: TypeID) { fatalError() }
    @discardableResult
    public mutating func setType(_ key: String, to kind: TypeKind, in map: TypeID) -> TypeID { fatalError() }
    public mutating func remove(_ key: String, from map: TypeID) { fatalError() }

    public func length(of type: TypeID) -> Int { fatalError() }
    public func string(_ text: TypeID) -> String { fatalError() }
    public func value(_ key: String, in map: TypeID) -> Value? { fatalError() }
    public func values(_ array: TypeID) -> [Value] { fatalError() }
    public func keys(of map: TypeID) -> [String] { fatalError() }
}
