/// Reads the structs of a v1 update. Follows `readClientsStructRefs` in Yjs 13.6, with every budget checked
/// first.
struct UpdateV1Decoder {
    private var reader: ByteReader
    private let limits: DecodingLimits
    private var budget: Int

    init(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFailure) {
        try limits.checkBytes(bytes.count)
        reader = ByteReader(bytes)
        self.limits = limits
        budget = limits.structsMax
    }

    /// Begins in the middle of an update, at a content.
    init(_ bytes: [UInt8], limits: DecodingLimits, at start: Int) {
        reader = ByteReader(bytes, at: start)
        self.limits = limits
        budget = limits.structsMax
    }

    var at: Int { reader.at }

    mutating func read() throws(DecodingFailure) -> (structs: [ClientID: [RawStruct]], deletes: DeleteSet) {
        var structs: [ClientID: [RawStruct]] = [:]
        let clients = try reader.readCount(limit: "clients", maximum: limits.clientsMax)
        for _ in 0..<clients {
            let count = try reader.readCount(limit: "structs", maximum: budget)
            budget -= count
            let at = reader.at
            let client = try reader.readVarUint()
            var clock = try reader.readClock()
            guard structs[client] == nil else { throw .repeatedClient(at: at) }
            var list: [RawStruct] = []
            list.reserveCapacity(min(count, reader.remaining))
            for _ in 0..<count {
                let one = try readStruct(ID(client: client, clock: clock))
                clock = one.end
                list.append(one)
            }
            structs[client] = list
        }
        let deletes = try DeleteSet(from: &reader, limits: limits, budget: &budget)
        try reader.expectEnd()
        return (structs, deletes)
    }

    private mutating func readStruct(_ id: ID) throws(DecodingFailure) -> RawStruct {
        let start = reader.at
        let info = try reader.readByte()
        let reference = info & 0x1F
        let kind: RawStruct.Kind
        let length: Clock
        if reference == 0 || reference == 10 {
            kind = reference == 0 ? .gc : .skip
            length = try reader.readClock()
        } else {
            let body = try readBody(info)
            kind = .item(body)
            length = body.content.length
        }
        guard length > 0 else { throw .emptyStruct(at: start) }
        guard UInt64(id.clock) + UInt64(length) < 1 << 31 else { throw .numberTooLarge(at: start) }
        return RawStruct(id: id, length: length, kind: kind)
    }

    private mutating func readBody(_ info: UInt8) throws(DecodingFailure) -> RawStruct.Body {
        let origin = info & 0x80 != 0 ? try reader.readID() : nil
        let rightOrigin = info & 0x40 != 0 ? try reader.readID() : nil
        let hasParentSub = info & 0x20 != 0
        var parent = RawStruct.Parent.inherited
        var parentSub: String?
        if origin == nil, rightOrigin == nil {
            let at = reader.at
            switch try reader.readVarUint() {
            case 1: parent = .root(try reader.readVarString())
            case 0: parent = .item(try reader.readID())
            default: throw .unknownTag(info, at: at)
            }
            if hasParentSub { parentSub = try reader.readVarString() }
        }
        return RawStruct.Body(
            origin: origin, rightOrigin: rightOrigin, parent: parent, parentSub: parentSub,
            hasParentSub: hasParentSub, content: try readContent(info & 0x1F))
    }

    mutating func readContent(_ reference: UInt8) throws(DecodingFailure) -> Content {
        let start = reader.at
        switch reference {
        case 1: return .deleted(try reader.readClock())
        case 2:
            let count = try reader.readCount(limit: "elements", maximum: reader.remaining)
            var texts: [String] = []
            for _ in 0..<count { texts.append(try readJSONText()) }
            return .json(texts)
        case 3: return .binary(Array(try reader.readVarBytes()))
        case 4: return .string(Array(try reader.readVarString().utf16))
        case 5: return .embed(try readJSON())
        case 6: return .format(key: try reader.readVarString(), value: try readJSON())
        case 7: return try readType()
        case 8:
            let count = try reader.readCount(limit: "elements", maximum: reader.remaining)
            var values: [AnyValue] = []
            for _ in 0..<count { values.append(try AnyValue(from: &reader, limits: limits)) }
            return .any(values)
        case 9:
            return .document(
                guid: try reader.readVarString(), options: try AnyValue(from: &reader, limits: limits))
        default: throw .unknownTag(reference, at: start)
        }
    }

    private mutating func readType() throws(DecodingFailure) -> Content {
        let start = reader.at
        let reference = try reader.readVarUint()
        guard let raw = UInt8(exactly: reference), let kind = TypeKind(rawValue: raw) else {
            throw .unknownTag(UInt8(truncatingIfNeeded: reference), at: start)
        }
        let hasName = kind == .xmlElement || kind == .xmlHook
        return .type(kind, name: hasName ? try reader.readVarString() : "")
    }

    private mutating func readJSON() throws(DecodingFailure) -> AnyValue {
        let text = try reader.readVarString()
        return text == "undefined" ? .undefined : try AnyValue(json: text, limits: limits)
    }

    /// Legacy content keeps its text; it must be JSON or the word `undefined`.
    private mutating func readJSONText() throws(DecodingFailure) -> String {
        let text = try reader.readVarString()
        if text != "undefined" { _ = try AnyValue(json: text, limits: limits) }
        return text
    }
}
