/// What kind of shared type an element is: the type references of the Yjs update format.
public enum TypeKind: UInt8, Hashable, Sendable, BitwiseCopyable {
    case array = 0
    case map = 1
    case text = 2
    case xmlElement = 3
    case xmlFragment = 4
    case xmlHook = 5
    case xmlText = 6
}

/// A handle on one shared type of a document: a root, or a type nested in another.
///
/// A handle is good for the document it came from and for copies of it. On a deleted type reads are empty.
public struct TypeID: Hashable, Sendable {
    /// The place of the type in the engine's arena.
    let index: UInt32
}

/// One element of a list or one entry of a map, as a reader sees it.
public enum Value: Hashable, Sendable {
    case any(AnyValue)
    case binary([UInt8])
    case embed(AnyValue)
    case type(TypeID, TypeKind)
    /// A sub-document, by its guid.
    case document(guid: String, options: AnyValue)
}

/// The formats of a run of text: key and value; a `null` value takes the format away.
public typealias Attributes = [String: AnyValue]

/// What changed in one list or text, as Yjs's `delta`: read from the left, positions in UTF-16 units.
public struct Delta: Hashable, Sendable {
    public enum Operation: Hashable, Sendable {
        case insert(String, Attributes)
        case insertValues([Value], Attributes)
        case retain(Int, Attributes)
        case delete(Int)
    }
    public var operations: [Operation]

    public init(_ operations: [Operation] = []) {
        self.operations = operations
    }
}

/// What one transaction did to one shared type.
public struct TypeEvent: Hashable, Sendable {
    public enum PathStep: Hashable, Sendable {
        case root(String)
        case key(String)
        case index(Int)
    }
    public enum KeyChange: Hashable, Sendable {
        case added
        case updated(old: Value)
        case removed(old: Value)
    }
    /// Elements that one client wrote one behind the other.
    public struct Elements: Hashable, Sendable {
        public var first: ID
        public var count: Clock

        public init(first: ID, count: Clock) {
            self.first = first
            self.count = count
        }
    }
    public var target: TypeID
    public var kind: TypeKind
    /// From the root to the target.
    public var path: [PathStep]
    public var delta: Delta
    public var keys: [String: KeyChange]
    /// Elements of a list that came and that went, from the left; of a text none are told, as in Yjs.
    public var added: [Elements]
    public var deleted: [Elements]

    public init(
        target: TypeID, kind: TypeKind, path: [PathStep], delta: Delta, keys: [String: KeyChange],
        added: [Elements] = [], deleted: [Elements] = []
    ) {
        self.target = target
        self.kind = kind
        self.path = path
        self.delta = delta
        self.keys = keys
        self.added = added
        self.deleted = deleted
    }
}

/// The outcome of one transaction.
public struct Change: Sendable {
    /// The Yjs update (v1) that carries what this transaction added and deleted; empty if it did nothing.
    public var update: [UInt8]
    /// What to redraw; empty unless the transaction was asked to observe.
    public var events: [TypeEvent]

    public var isEmpty: Bool { update.isEmpty }

    public init(update: [UInt8] = [], events: [TypeEvent] = []) {
        self.update = update
        self.events = events
    }
}
