/// What an item holds, by the content reference numbers of the Yjs update format.
enum ContentKind: UInt8, Sendable, BitwiseCopyable {
    case deleted = 1
    case json = 2
    case binary = 3
    case string = 4
    case embed = 5
    case format = 6
    case type = 7
    case any = 8
    case document = 9

    /// Whether a reader counts it. Yjs: `Content#isCountable`.
    var isCountable: Bool { self != .deleted && self != .format }
}

/// Where an item's content lies: in the arena of types, in a row of the `TextStore` or in a slot of the
/// `ContentStore`.
struct ContentPlace: Sendable, BitwiseCopyable {
    var slot: UInt32 = .max
    /// First element of the run within its slot; of text, within its client's row.
    var offset: UInt32 = 0
    var kind: ContentKind
    /// Text that lies in UTF-16 units.
    var isWide = false

    init(kind: ContentKind, slot: UInt32 = .max, offset: UInt32 = 0, isWide: Bool = false) {
        self.kind = kind
        self.slot = slot
        self.offset = offset
        self.isWide = isWide
    }

    var start: Int { Int(offset) }

    static let deleted = ContentPlace(kind: .deleted)
}

/// The contents of all items; items hold places in it.
struct ContentStore: Sendable {
    var texts = TextStore()
    private var anys = RunStore<AnyValue>()
    private var jsons = RunStore<String>()
    /// Contents of length 1 that are never cut or joined.
    private var singles = RunStore<Content>()

    /// Takes a content in; a type is made by the engine, not here.
    mutating func add(_ content: Content, of client: ClientIndex) -> ContentPlace {
        if case .string(let units) = content { return texts.add(units, of: client) }
        let slot: UInt32 =
            switch content {
            case .deleted, .string: .max
            case .json(let texts): jsons.add(texts)
            case .any(let values): anys.add(values)
            case .binary, .embed, .format, .document: singles.add([content])
            case .type: preconditionFailure("a type lives in the arena of types")
            }
        return ContentPlace(kind: content.kind, slot: slot)
    }

    /// The content as the wire carries it; nil for a type.
    func content(of item: Item) -> Content? {
        switch item.content.kind {
        case .deleted: .deleted(item.length)
        case .json: .json(Array(jsons.elements(item.content, count: item.length)))
        case .string: .string(texts.units(of: item))
        case .any: .any(Array(anys.elements(item.content, count: item.length)))
        case .binary, .embed, .format, .document: singles[item.content, 0]
        case .type: nil
        }
    }

    /// Elements of a run of values.
    func anys(of item: Item) -> ArraySlice<AnyValue> {
        anys.elements(item.content, count: item.length)
    }
    func jsons(of item: Item) -> ArraySlice<String> {
        jsons.elements(item.content, count: item.length)
    }
    /// A content of length 1.
    func single(of item: Item) -> Content { singles[item.content, 0] }

    /// Key and value of a format mark; nil for any other content.
    func format(of item: Item) -> (key: String, value: AnyValue)? {
        guard item.content.kind == .format, case .format(let key, let value) = singles[item.content, 0]
        else {
            return nil
        }
        return (key, value)
    }

    /// Where the right part of an item begins after a cut behind `count` elements. Yjs: `Content#splice`.
    mutating func split(_ item: Item, at count: Clock) -> ContentPlace {
        if item.content.kind == .string { texts.cut(item, at: count) }
        var right = item.content
        if right.kind != .deleted { right.offset += count }
        return right
    }

    /// Takes the content of the right neighbour in, if the two may become one. Yjs: `Content#mergeWith`.
    mutating func join(_ left: Item, _ right: Item) -> ContentPlace? {
        guard left.content.kind == right.content.kind else { return nil }
        let (place, more) = (left.content, right.content)
        switch left.content.kind {
        case .deleted: return .deleted
        case .json: return jsons.join(place, count: left.length, more, count: right.length)
        case .any: return anys.join(place, count: left.length, more, count: right.length)
        case .string: return texts.join(left, right)
        case .binary, .embed, .format, .type, .document: return nil
        }
    }

    /// The content of an item is dropped. Yjs: `Content#gc`.
    mutating func release(_ item: Item) {
        switch item.content.kind {
        case .deleted, .type: break
        case .json: jsons.release(item.content, count: item.length)
        case .string: texts.release(item)
        case .any: anys.release(item.content, count: item.length)
        case .binary, .embed, .format, .document: singles.release(item.content, count: 1)
        }
    }
}
