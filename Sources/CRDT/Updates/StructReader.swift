/// Reads an update struct by struct, and checks each as it comes. Yjs: `LazyStructReader`.
struct StructReader<Fields: FieldReader>: Sendable {
    /// The struct it stands at; nil behind the last one.
    private(set) var current: StructView?
    private var fields: Fields
    private let limits: DecodingLimits
    /// Structs this update may still claim.
    private var structsMax: Int
    private var sectionsLeft: Int
    private var structsLeft = 0
    private var client: ClientID = 0
    private var clock: Clock = 0
    /// Clients whose structs were read, kept where there are several.
    private var clients: [ClientID] = []
    private let hasManyClients: Bool
    /// Whether every client's id was below the one before it, as Yjs writes them.
    private(set) var isDescending = true

    /// Stands at the first struct. `budget`: structs and delete ranges that may still be read.
    init(
        _ bytes: Span<UInt8>, limits: DecodingLimits, budget: inout Int
    ) throws(DecodingFailure) {
        try limits.checkBytes(bytes.count)
        self.limits = limits
        structsMax = Fields.structsMax(bytes: bytes.count, limits: limits)
        fields = try Fields(bytes)
        sectionsLeft = try fields.rest.readClientCount(bytes, limits: limits)
        hasManyClients = sectionsLeft > 1
        try advance(bytes, budget: &budget)
    }

    /// Goes to the next struct.
    mutating func advance(_ bytes: Span<UInt8>, budget: inout Int) throws(DecodingFailure) {
        while structsLeft == 0 {
            guard sectionsLeft > 0 else {
                current = nil
                return
            }
            try openSection(bytes, budget: &budget)
        }
        structsLeft -= 1
        let one = try readStruct(bytes)
        clock = one.end
        current = one
    }

    private mutating func openSection(_ bytes: Span<UInt8>, budget: inout Int) throws(DecodingFailure) {
        let at = fields.rest.at
        let count = try fields.rest.readVarUint(bytes)
        let maximum = min(budget, structsMax)
        guard count <= UInt64(maximum) else {
            throw .overLimit(limit: "structs", maximum: maximum, found: count, at: at)
        }
        sectionsLeft -= 1
        structsLeft = Int(count)
        budget -= structsLeft
        structsMax -= structsLeft
        client = try fields.readClient(bytes)
        clock = try fields.rest.readClock(bytes)
        guard hasManyClients else { return }
        if let last = clients.last, client >= last { isDescending = false }
        clients.append(client)
    }

    private mutating func readStruct(_ bytes: Span<UInt8>) throws(DecodingFailure) -> StructView {
        let at = fields.rest.at
        let info = try fields.readInfo(bytes)
        var one = StructView(id: ID(client: client, clock: clock), length: 1, content: .gc)
        if info == 10 {
            one.content = .skip
            one.length = try fields.rest.readClock(bytes)
        } else if info & 0x1F == 0 {
            one.length = try fields.readLength(bytes)
        } else {
            try readItem(info, at: at, into: &one, bytes)
        }
        guard one.length > 0 else { throw .emptyStruct(at: at) }
        guard UInt64(clock) + UInt64(one.length) < 1 << 31 else { throw .numberTooLarge(at: at) }
        return one
    }

    private mutating func readItem(
        _ info: UInt8, at: Int, into one: inout StructView, _ bytes: Span<UInt8>
    ) throws(DecodingFailure) {
        if info & 0x80 != 0 { one.origin = try fields.readLeftID(bytes) }
        if info & 0x40 != 0 { one.rightOrigin = try fields.readRightID(bytes) }
        one.hasParentSub = info & 0x20 != 0
        if info & 0xC0 == 0 {
            one.parent =
                try fields.readParentIsRoot(bytes)
                ? .root(try fields.readString(bytes).text) : .item(try fields.readLeftID(bytes))
            if one.hasParentSub { one.parentSub = try fields.readString(bytes).text }
        }
        (one.content, one.length) = try readContent(info & 0x1F, at: at, bytes)
    }

    private mutating func readContent(
        _ reference: UInt8, at: Int, _ bytes: Span<UInt8>
    ) throws(DecodingFailure) -> (StructView.Content, Clock) {
        switch reference {
        case 1: return (.deleted, try fields.readLength(bytes))
        case 2: return try readTexts(bytes)
        case 3: return (.binary(try fields.rest.skipVarBytes(bytes)), 1)
        case 4:
            let (text, units) = try fields.readString(bytes)
            return (.string(text), units)
        case 5: return (.embed(try fields.readValue(bytes, limits: limits)), 1)
        case 6:
            let key = try fields.readKey(bytes)
            return (.format(key: key, value: try fields.readValue(bytes, limits: limits)), 1)
        case 7: return (try readType(bytes), 1)
        case 8:
            let place = fields.rest.at
            let count = try fields.readLength(bytes)
            guard count <= fields.rest.remaining else {
                throw .overLimit(
                    limit: "elements", maximum: fields.rest.remaining, found: UInt64(count), at: place)
            }
            let start = fields.rest.at
            for _ in 0..<count { _ = try fields.rest.skipAny(bytes, limits: limits) }
            return (.any(start..<fields.rest.at), count)
        case 9:
            let guid = try fields.readString(bytes).text
            return (.document(guid: guid, options: try fields.rest.skipAny(bytes, limits: limits)), 1)
        default: throw .unknownTag(reference, at: at)
        }
    }

    private mutating func readTexts(
        _ bytes: Span<UInt8>
    ) throws(DecodingFailure) -> (StructView.Content, Clock) {
        let at = fields.rest.at
        let count = try fields.readLength(bytes)
        guard count <= fields.textsMax else {
            throw .overLimit(limit: "elements", maximum: fields.textsMax, found: UInt64(count), at: at)
        }
        var texts: [TextView] = []
        for _ in 0..<count {
            let text = try fields.readString(bytes).text
            try AnyValue.checkJSON(bytes, in: text.range, limits: limits)
            texts.append(text)
        }
        return (.json(texts), count)
    }

    /// Yjs 13 knows seven types: weak links and later ones are refused.
    private mutating func readType(_ bytes: Span<UInt8>) throws(DecodingFailure) -> StructView.Content {
        let at = fields.rest.at
        let reference = try fields.readTypeReference(bytes)
        guard let raw = UInt8(exactly: reference), let kind = TypeKind(rawValue: raw) else {
            throw .unknownTag(UInt8(truncatingIfNeeded: reference), at: at)
        }
        let hasName = kind == .xmlElement || kind == .xmlHook
        return .type(kind, name: hasName ? try fields.readKey(bytes) : nil)
    }

    /// Reads what stands behind the last struct, to the end of the update.
    mutating func readDeleteSet(
        _ bytes: Span<UInt8>, into deletes: inout DeleteSet, budget: inout Int
    ) throws(DecodingFailure) {
        precondition(current == nil, "the delete set stands behind the structs")
        if !isDescending, Set(clients).count < clients.count {
            throw .repeatedClient(at: fields.rest.at)
        }
        let count = try fields.rest.readClientCount(bytes, limits: limits)
        for _ in 0..<count {
            let client = try fields.rest.readVarUint(bytes)
            let start = fields.rest.at
            let ranges = try fields.rest.readCount(bytes, limit: "delete ranges")
            guard ranges <= budget else {
                throw .overLimit(limit: "delete ranges", maximum: budget, found: UInt64(ranges), at: start)
            }
            budget -= ranges
            var cursor: Clock = 0
            for _ in 0..<ranges {
                let at = fields.rest.at
                let range = try fields.readDeleteRange(bytes, behind: cursor)
                guard UInt64(range.clock) + UInt64(range.length) < 1 << 31 else {
                    throw .numberTooLarge(at: at)
                }
                cursor = range.end
                deletes.add(client, range.clock, range.length)
            }
        }
        try fields.expectEnd()
    }
}
