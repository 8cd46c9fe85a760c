extension Doc {
    /// A position that survives edits by others. `assoc` >= 0 sticks to the character on the right.
    /// Yjs: `createRelativePositionFromTypeIndex`.
    public func relativePosition(at index: Int, assoc: Int = 0, in type: TypeID) -> RelativePosition {
        var rest = index
        if assoc < 0 {
            guard index > 0 else { return engine.edge(of: type, assoc: assoc) }
            rest -= 1
        }
        var position = engine.edge(of: type, assoc: assoc)
        for index in engine.list(type) {
            let item = engine.items[index]
            guard item.isVisible else { continue }
            if rest < Int(item.length) {
                position.item = engine.global(item.id.advanced(by: Clock(rest)))
                break
            }
            rest -= Int(item.length)
        }
        return position
    }

    /// Where the position is now; nil if its type is gone. Yjs: `createAbsolutePositionFromRelativePosition`.
    public func absolutePosition(of position: RelativePosition) -> (type: TypeID, index: Int)? {
        if let id = position.item { return engine.place(of: id, assoc: position.assoc) }
        let type: TypeID
        if let name = position.rootName {
            guard let root = root(name) else { return nil }
            type = root
        } else if let held = position.type.flatMap({ engine.standing(for: $0) })?.item {
            type = TypeID(engine.items[held].type)
        } else {
            return nil
        }
        guard !engine.isGone(type) else { return nil }
        return (type, position.assoc >= 0 ? length(of: type) : 0)
    }
}

extension Engine {
    /// The end (`assoc` >= 0) or the start of a type.
    func edge(of type: TypeID, assoc: Int) -> RelativePosition {
        guard let record = record(type) else {
            return RelativePosition(type: nil, rootName: nil, item: nil, assoc: assoc)
        }
        let isRoot = !record.item.isSome
        return RelativePosition(
            type: isRoot ? nil : global(items[record.item].id), rootName: isRoot ? keys[record.name] : nil,
            item: nil, assoc: assoc)
    }

    /// An element, or what an undo wrote anew in its place, and the item that holds it. Yjs: `followRedone`.
    func standing(for id: ID) -> (id: LocalID, item: ItemIndex)? {
        guard var id = local(id) else { return nil }
        var held = find(id)
        while let next = redoneID(held) {
            id = next.advanced(by: id.clock - items[held].id.clock)
            held = find(id)
        }
        return (id, held)
    }

    func place(of id: ID, assoc: Int) -> (type: TypeID, index: Int)? {
        guard let (id, held) = standing(for: id) else { return nil }
        let item = items[held]
        guard item.parent.isSome, !item.parentSub.isSome else { return nil }
        let type = TypeID(item.parent)
        guard !isGone(type) else { return nil }
        var index = index(of: held)
        if item.isVisible { index += Int(id.clock - item.id.clock) + (assoc >= 0 ? 0 : 1) }
        return (type, index)
    }
}

/// A place in a list that moves with it. Encodes as Yjs's relative positions do, in bytes and in JSON.
public struct RelativePosition: Hashable, Sendable {
    /// The item that holds the type, if it is nested. Bytes name the type only where `item` is nil.
    public var type: ID?
    /// The name of the root type.
    public var rootName: String?
    /// The element it sticks to; nil for the edge of the type.
    public var item: ID?
    /// >= 0: to the element on the right; < 0: on the left.
    public var assoc: Int

    public init(type: ID?, rootName: String?, item: ID?, assoc: Int) {
        self.type = type
        self.rootName = rootName
        self.item = item
        self.assoc = assoc
    }

    /// Yjs: `decodeRelativePosition`.
    public init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        self.init(type: nil, rootName: nil, item: nil, assoc: 0)
        switch try reader.readVarUint() {
        case 0: item = try reader.readID()
        case 1: rootName = try reader.readVarString()
        case 2: type = try reader.readID()
        case let tag: throw .unknownTag(UInt8(truncatingIfNeeded: tag), at: 0)
        }
        if !reader.isAtEnd {
            let (isNegative, magnitude) = try reader.readVarInt()
            assoc = isNegative ? -1 : magnitude > 0 ? 1 : 0
        }
        try reader.expectEnd()
    }

    /// Yjs: `encodeRelativePosition`.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        if let item {
            writer.writeByte(0)
            writer.writeID(item)
        } else if let rootName {
            writer.writeByte(1)
            writer.writeVarString(rootName)
        } else {
            writer.writeByte(2)
            writer.writeID(type ?? ID(client: 0, clock: 0))
        }
        writer.writeVarInt(isNegative: assoc < 0, magnitude: UInt64(assoc.magnitude))
        return writer.bytes
    }

    /// As y-protocols put it into awareness states: `{type, tname, item, assoc}`.
    public init?(json: AnyValue) {
        func id(_ value: AnyValue?) -> ID? {
            guard let client = value?["client"]?.int, let clock = value?["clock"]?.int,
                let client = ClientID(exactly: client), let clock = Clock(exactly: clock)
            else { return nil }
            return ID(client: client, clock: clock)
        }
        guard case .object = json else { return nil }
        self.init(
            type: id(json["type"]), rootName: json["tname"]?.string, item: id(json["item"]),
            assoc: json["assoc"]?.int ?? 0)
        guard type != nil || rootName != nil || item != nil else { return nil }
    }

    public var json: AnyValue {
        func value(_ id: ID?) -> AnyValue {
            guard let id else { return .null }
            return .object(["client": .number(Double(id.client)), "clock": .number(Double(id.clock))])
        }
        return .object([
            "type": value(type), "tname": rootName.map { .string($0) } ?? .null, "item": value(item),
            "assoc": .number(Double(assoc)),
        ])
    }
}
