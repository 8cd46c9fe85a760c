extension Doc {
    /// The root type of that name, if any update or edit has named it.
    public func root(_ name: String) -> TypeID? {
        engine.roots[ExactName(name)].map { TypeID(index: $0.rawValue) }
    }

    public var rootNames: [String] { engine.roots.keys.map(\.text).sorted() }

    /// Only the name of a root travels: one that nobody here has called by its kind is what its content looks
    /// like, and nil while it is empty.
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
        types.contains(type.place) ? types[type.place] : nil
    }

    func isGone(_ type: TypeID) -> Bool {
        guard let record = record(type) else { return true }
        return record.isGone || (record.item.isSome && items[record.item].isDeleted)
    }

    func length(of type: TypeID) -> Int {
        guard let record = record(type), !isGone(type) else { return 0 }
        return record.kind == .map ? keys(of: type).count : record.length
    }

    /// The items of a list from the left; none of a deleted type.
    func list(_ type: TypeID) -> [ItemIndex] {
        guard let record = record(type), !isGone(type) else { return [] }
        var found: [ItemIndex] = []
        var next = record.start
        while next.isSome {
            found.append(next)
            next = items[next].right
        }
        return found
    }

    func string(_ text: TypeID) -> String {
        guard let record = record(text), !isGone(text) else { return "" }
        var utf8 = ByteSink()
        utf8.reserve(record.length)
        var next = record.start
        while next.isSome {
            let item = items[next]
            if item.content.kind == .string, !item.isDeleted { contents.texts.append(item, to: &utf8) }
            next = item.right
        }
        return utf8.string
    }

    func value(_ key: String, in map: TypeID) -> Value? {
        guard let record = record(map), !isGone(map), let key = keys.find(key),
            let index = maps[Int(record.map)][key], !items[index].isDeleted
        else { return nil }
        return lastValue(of: items[index])
    }

    func keys(of map: TypeID) -> [String] {
        guard let record = record(map), !isGone(map) else { return [] }
        return maps[Int(record.map)].compactMap { items[$0.value].isDeleted ? nil : keys[$0.key] }
            .sorted()
    }

    func values(_ array: TypeID) -> [Value] {
        list(array).flatMap { items[$0].isVisible ? values(of: items[$0]) : [] }
    }

    func lastValue(of item: Item) -> Value? { values(of: item).last }

    /// An item as its elements.
    func values(of item: Item) -> [Value] {
        switch contents.content(of: item) {
        case .deleted, .format: []
        case .json(let texts): texts.map { .any((try? AnyValue(json: $0)) ?? .undefined) }
        case .binary(let bytes): [.binary(bytes)]
        case .string(let units): units.map { .any(.string(String(decoding: [$0], as: UTF16.self))) }
        case .embed(let value): [.embed(value)]
        case .any(let values): values.map { .any($0) }
        case .document(let guid, let options): [.document(guid: guid, options: options)]
        case .type, nil: [.type(TypeID(item.type), types[item.type].kind ?? .map)]
        }
    }

    /// A root nobody has typed is read as what its content looks like; nil while it is empty.
    func apparentKind(_ type: TypeID) -> TypeKind? {
        guard let record = record(type) else { return nil }
        if let kind = record.kind { return kind }
        if !maps[Int(record.map)].isEmpty { return .map }
        for index in list(type) {
            switch items[index].content.kind {
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
        case .text: return .string(string(type))
        case .xmlText, .xmlFragment, .xmlElement: return .string(xmlString(type, depth: depth))
        case .array:
            return .array(values(type).map { plain($0, depth: depth) })
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
            let item = items[record.item]
            guard !item.isDeleted, item.parent.isSome else { return nil }
            if item.parentSub.isSome {
                steps.append(.key(keys[item.parentSub]))
            } else {
                steps.append(.index(index(of: record.item)))
            }
            record = types[item.parent]
        }
        steps.append(.root(keys[record.name]))
        return steps.reversed()
    }
}
