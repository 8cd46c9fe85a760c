/// One struct of a v1 update as it lies in the bytes: numbers and places, nothing copied.
struct ScannedStruct: BitwiseCopyable {
    enum Parent: UInt8, BitwiseCopyable {
        case inherited, root, item
    }

    var info: UInt8
    var parent = Parent.inherited
    /// Of text: it is all ASCII.
    var isASCII = false
    var clock: Clock
    var length: Clock = 0
    /// The origin. Without origins: the item that holds the parent, or, as client and clock, start and
    /// length of the root's name.
    var origin = ID(client: 0, clock: 0)
    var rightOrigin = ID(client: 0, clock: 0)
    /// Start and length of the key.
    var key = (start: UInt32(0), count: UInt32(0))
    /// Text: start and length of its bytes. Else: the place among the scan's contents.
    var content = (start: UInt32(0), count: UInt32(0))

    var hasOrigin: Bool { info & 0x80 != 0 }
    var hasRightOrigin: Bool { info & 0x40 != 0 }
    var reference: UInt8 { info & 0x1F }
    var end: Clock { clock + length }
}

/// A v1 update read and checked whole without making anything of it: the fast way in.
///
/// It reads what honest peers write; at anything else, whatever is wrong with it, it says nil, and the
/// `UpdateV1Decoder` reads the bytes again and names the fault.
struct UpdateScan: ~Copyable {
    struct Section {
        var client: ClientID
        var structs: Range<Int>
        /// Letters in all of them.
        var letterCount: Int
    }

    struct DeleteRange: BitwiseCopyable {
        var client: ClientID
        var clock: Clock
        var length: Clock
    }

    var sections: ContiguousArray<Section> = []
    var structs: ContiguousArray<ScannedStruct> = []
    var deletes: ContiguousArray<DeleteRange> = []
    /// Contents other than text and deleted runs.
    var contents: ContiguousArray<Content> = []
    /// Letters so far.
    private var letterCount = 0
    private var cursor = PlainCursor()
    private var at: Int {
        @inline(__always) get { cursor.at }
        @inline(__always) set { cursor.at = newValue }
    }

    init() {}

    /// Reads an update; false if it is not of the plain kind.
    mutating func read(_ update: [UInt8], limits: DecodingLimits) -> Bool {
        at = 0
        letterCount = 0
        sections.empty()
        structs.empty()
        deletes.empty()
        contents.empty()
        guard update.count <= limits.bytesMax, update.count < 1 << 31 else { return false }
        return (try? readAll(update, update.span, limits)) ?? false
    }

    private mutating func readAll(
        _ update: [UInt8], _ bytes: Span<UInt8>, _ limits: DecodingLimits
    ) throws(DecodingFailure) -> Bool {
        var budget = limits.structsMax
        guard let clients = number(bytes), clients <= UInt64(limits.clientsMax) else { return false }
        for _ in 0..<clients {
            guard let count = number(bytes), count > 0, count <= UInt64(min(budget, bytes.count - at)),
                let client = number(bytes), let start = clock(bytes)
            else { return false }
            budget -= Int(count)
            // Clients come in descending order, so each comes once.
            if let last = sections.last, last.client <= client { return false }
            let first = structs.count
            let letters = letterCount
            if count > 1 { structs.reserveCapacity(first + Int(count)) }
            var next = start
            for _ in 0..<count {
                guard try readStruct(update, bytes, limits, at: next), let one = structs.last,
                    one.length > 0, UInt64(next) + UInt64(one.length) < 1 << 31
                else { return false }
                next = one.end
            }
            sections.append(
                Section(
                    client: client, structs: first..<structs.count, letterCount: letterCount - letters))
        }
        return readDeletes(bytes, limits, budget)
    }

    private mutating func readStruct(
        _ update: [UInt8], _ bytes: Span<UInt8>, _ limits: DecodingLimits, at clock: Clock
    ) throws(DecodingFailure) -> Bool {
        guard at < bytes.count else { return false }
        var one = ScannedStruct(info: bytes[at], clock: clock)
        at += 1
        switch one.reference {
        case 0:
            guard let length = self.clock(bytes) else { return false }
            one.length = length
        case 1...9:
            if one.hasOrigin {
                guard let id = id(bytes) else { return false }
                one.origin = id
            }
            if one.hasRightOrigin {
                guard let id = id(bytes) else { return false }
                one.rightOrigin = id
            }
            if !one.hasOrigin, !one.hasRightOrigin {
                guard readParent(of: &one, bytes) else { return false }
            }
            guard try readContent(of: &one, update, bytes, limits) else { return false }
        default: return false
        }
        structs.append(one)
        return true
    }

    private mutating func readParent(of one: inout ScannedStruct, _ bytes: Span<UInt8>) -> Bool {
        switch number(bytes) {
        case 0:
            guard let id = id(bytes) else { return false }
            one.parent = .item
            one.origin = id
        case 1:
            guard let (start, count) = string(bytes) else { return false }
            one.parent = .root
            one.origin = ID(client: UInt64(start), clock: count)
        default: return false
        }
        guard one.info & 0x20 != 0 else { return true }
        guard let key = string(bytes) else { return false }
        one.key = key
        return true
    }

    private mutating func readContent(
        of one: inout ScannedStruct, _ update: [UInt8], _ bytes: Span<UInt8>, _ limits: DecodingLimits
    ) throws(DecodingFailure) -> Bool {
        switch one.reference {
        case 1:
            guard let length = clock(bytes) else { return false }
            one.length = length
        case 4:
            guard let count = number(bytes), count <= UInt64(bytes.count - at) else { return false }
            let text = bytes.extracting(at..<at + Int(count))
            one.content = (UInt32(at), UInt32(count))
            at += Int(count)
            var all: UInt8 = 0
            for place in text.indices { all |= text[place] }
            one.isASCII = all < 0x80
            guard let length = one.isASCII ? Int(count) : Self.unitCount(text) else { return false }
            one.length = Clock(length)
            letterCount += length
        default:
            var decoder = UpdateV1Decoder(update, limits: limits, at: at)
            let content = try decoder.readContent(one.reference)
            at = decoder.at
            one.content = (UInt32(contents.count), 0)
            one.length = content.length
            contents.append(content)
        }
        return true
    }

    private mutating func readDeletes(_ bytes: Span<UInt8>, _ limits: DecodingLimits, _ rest: Int)
        -> Bool
    {
        var budget = rest
        guard let clients = number(bytes), clients <= UInt64(limits.clientsMax) else { return false }
        for _ in 0..<clients {
            guard let client = number(bytes), let count = number(bytes), count <= UInt64(budget) else {
                return false
            }
            budget -= Int(count)
            // Clients descend and ranges ascend, so none comes twice.
            if let last = deletes.last, last.client <= client { return false }
            var known: Clock = 0
            for _ in 0..<count {
                guard let clock = clock(bytes), let length = self.clock(bytes), clock >= known, length > 0,
                    UInt64(clock) + UInt64(length) < 1 << 31
                else { return false }
                known = clock + length
                deletes.append(DeleteRange(client: client, clock: clock, length: length))
            }
        }
        return at == bytes.count
    }

    // MARK: Primitives

    /// UTF-16 units of a text; nil if it is not UTF-8.
    private static func unitCount(_ text: Span<UInt8>) -> Int? {
        guard (try? UTF8Span(validating: text)) != nil else { return nil }
        // Of each scalar its first byte counts one unit, or two above the basic plane.
        var count = 0
        for place in text.indices {
            count += text[place] & 0xC0 == 0x80 ? 0 : text[place] >= 0xF0 ? 2 : 1
        }
        return count
    }

    @inline(__always)
    private mutating func number(_ bytes: Span<UInt8>) -> UInt64? { cursor.number(bytes) }
    @inline(__always)
    private mutating func clock(_ bytes: Span<UInt8>) -> Clock? { cursor.clock(bytes) }
    @inline(__always)
    private mutating func id(_ bytes: Span<UInt8>) -> ID? { cursor.id(bytes) }

    private mutating func string(_ bytes: Span<UInt8>) -> (start: UInt32, count: UInt32)? {
        guard let count = number(bytes), count <= UInt64(bytes.count - at) else { return nil }
        let start = at
        at += Int(count)
        let text = bytes.extracting(start..<at)
        return (try? UTF8Span(validating: text)) == nil ? nil : (UInt32(start), UInt32(count))
    }
}
