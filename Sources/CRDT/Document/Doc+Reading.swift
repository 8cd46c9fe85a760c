extension Doc {
    /// The root type of that name, if any update or edit has named it.
    public func root(_ name: String) -> TypeID? { engine.roots[name].map { TypeID(index: $0.rawValue) } }

    public var rootNames: [String] { engine.roots.keys.sorted() }

    /// Only the name of a root travels: one that nobody here has called by its kind is what its content looks like,
    /// and nil while it is empty.
    public func kind(of type: TypeID) -> TypeKind? { engine.apparentKind(type) }

    /// Whether the type was deleted.
    public func isDeleted(_ type: TypeID) -> Bool { engine.isGone(type) }

    /// Visible elements: UTF-16 units of a text, elements of a list, entries of a map.
    public func length(of type: TypeID) -> Int { engine.length(of: type) }

    /// The visible text without formats and embeds. Yjs: `YText#toString`.
    public func string(_ text: TypeID) -> String { engine.string(text) }

    public func value(_ key: String, in map: TypeID) -> Value? { engine.value(key, in: map) }

    /// Keys that hold a value, sorted.
    public func keys(of map: TypeID) -> [String] { engine.keys(of: map) }

    public func values(_ array: TypeID) -> [Value] { engine.values(array) }

    /// The text or list as a delta of inserts. Yjs: `YText#toDelta`.
    public func delta(_ text: TypeID) -> Delta { engine.delta(text) }

    /// The whole of a type as plain values: nested types become objects, arrays and strings. Yjs: `toJSON`.
    public func plain(_ type: TypeID) -> AnyValue { engine.plain(type) }

    /// From the root to the type; nil if it is deleted.
    public func path(of type: TypeID) -> [TypeEvent.PathStep]? { engine.path(of: type) }
}

extension Engine {
    func record(_ type: TypeID) -> TypeRecord? {
        types.contains(type.index) ? types[type.index] : nil
    }

    func isGone(_ type: TypeID) -> Bool {
        guard let record = record(type) else { return true }
        return record.isGone || (record.item.isSome && items[record.item.rawValue].isDeleted)
    }

    func length(of type: TypeID) -> Int {
        guard let record = record(type), !isGone(type) else { return 0 }
        return record.kind == .map ? keys(of: type).count : record.length
    }

    /// The items of a list from the left.
    func list(_ type: TypeIndex) -> ItemSequence {
        ItemSequence(engine: self, upcoming: types[type.rawValue].start)
    }

    func list(_ type: TypeID) -> ItemSequence {
        guard record(type) != nil, !isGone(type) else { return ItemSequence(engine: self, upcoming: .none) }
        return list(TypeIndex(rawValue: type.index))
    }

    func string(_ text: TypeID) -> String {
        var units: [UInt16] = []
        for item in list(text) where !item.isDeleted {
            if case .string(let more) = item.content { units += more }
        }
        return String(decoding: units, as: UTF16.self)
    }

    func value(_ key: String, in map: TypeID) -> Value? {
        guard let record = record(map), !isGone(map), let index = record.map[key] else { return nil }
        let item = items[index.rawValue]
        return item.isDeleted ? nil : values(of: item.content).last
    }

    func keys(of map: TypeID) -> [String] {
        guard let record = record(map), !isGone(map) else { return [] }
        return record.map.filter { !items[$0.value.rawValue].isDeleted }.keys.sorted()
    }

    func values(_ array: TypeID) -> [Value] {
        list(array).filter(\.isVisible).flatMap { values(of: $0.content) }
    }

    /// A content as its elements.
    func values(of content: Content) -> [Value] {
        switch content {
        case .deleted, .format: []
        case .json(let texts): texts.map { .any((try? AnyValue(json: $0)) ?? .undefined) }
        case .binary(let bytes): [.binary(bytes)]
        case .string(let units): units.map { .any(.string(String(decoding: [$0], as: UTF16.self))) }
        case .embed(let value): [.embed(value)]
        case .type(let kind, _, let index): [.type(TypeID(index: index.rawValue), kind)]
        case .any(let values): values.map { .any($0) }
        case .document(let guid, let options): [.document(guid: guid, options: options)]
        }
    }

    /// A root nobody has typed is read as what its content looks like; nil while it is empty.
    func apparentKind(_ type: TypeID) -> TypeKind? {
        guard let record = record(type) else { return nil }
        if let kind = record.kind { return kind }
        if !record.map.isEmpty { return .map }
        for item in list(type) {
            switch item.content {
            case .deleted: continue
            case .string, .format, .embed: return .text
            default: return .array
            }
        }
        return nil
    }

    /// Recursion is bounded: nesting beyond `depthMax` reads as null.
    func plain(_ type: TypeID, depth: Int = 0) -> AnyValue {
        guard depth < 200 else { return .null }
        switch apparentKind(type) {
        case .map, .xmlHook:
            return .object(
                keys(of: type).map { key in
                    AnyValue.Member(key, value(key, in: type).map { plain($0, depth: depth) } ?? .null)
                })
        case .text, .xmlText: return .string(string(type))
        case .array, .xmlFragment, .xmlElement: return .array(values(type).map { plain($0, depth: depth) })
        case nil: return .null
        }
    }

    private func plain(_ value: Value, depth: Int) -> AnyValue {
        switch value {
        case .any(let value), .embed(let value): value
        case .binary(let bytes): .bytes(bytes)
        case .type(let type, _): plain(type, depth: depth + 1)
        case .document(let guid, _): .object(["guid": .string(guid)])
        }
    }

    /// Follows `getPathTo` in Yjs 13.6; indexes count visible elements.
    func path(of type: TypeID) -> [TypeEvent.PathStep]? {
        guard var record = record(type), !isGone(type) else { return nil }
        var steps: [TypeEvent.PathStep] = []
        while record.item.isSome {
            let item = items[record.item.rawValue]
            guard !item.isDeleted, item.parent.isSome else { return nil }
            if let key = item.parentSub {
                steps.append(.key(key))
            } else {
                steps.append(.index(index(of: record.item)))
            }
            record = types[item.parent.rawValue]
        }
        guard let name = record.rootName else { return nil }
        steps.append(.root(name))
        return steps.reversed()
    }

    /// Visible elements left of an item.
    func index(of index: ItemIndex) -> Int {
        var count = 0
        var left = items[index.rawValue].left
        while left.isSome {
            let item = items[left.rawValue]
            if item.isVisible { count += Int(item.length) }
            left = item.left
        }
        return count
    }
}

/// Items of one list, left to right.
struct ItemSequence: Sequence, IteratorProtocol {
    let engine: Engine
    var upcoming: ItemIndex

    mutating func next() -> Item? {
        guard upcoming.isSome else { return nil }
        let item = engine.items[upcoming.rawValue]
        upcoming = item.right
        return item
    }
}
