/// A v1 update read and checked whole without making anything of it: the fast way in.
///
/// At whatever is wrong with an update it says no, and the `UpdateV1Decoder` reads the bytes again and names
/// the fault.
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
        var end: Clock { clock + length }
    }

    var sections: ContiguousArray<Section> = []
    var structs: ContiguousArray<ScannedStruct> = []
    var deletes: ContiguousArray<DeleteRange> = []
    /// The update itself, and contents other than text and deleted runs.
    private(set) var source = ScanSource()
    /// Nothing is left out between structs, and nothing is deleted twice.
    private(set) var isCanonical = true
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
        forgetSource()
        isCanonical = true
        guard update.count <= limits.bytesMax, update.count < 1 << 31 else { return false }
        source.bytes = update
        return (try? readAll(update, update.span, limits)) ?? false
    }

    /// The update is not held longer than it is needed.
    mutating func forgetSource() {
        source.bytes = []
        source.contents.empty()
    }

    private mutating func readAll(
        _ update: [UInt8], _ bytes: Span<UInt8>, _ limits: DecodingLimits
    ) throws(DecodingFailure) -> Bool {
        var budget = limits.structsMax
        var areSectionsOrdered = true
        guard let clients = number(bytes), clients <= UInt64(limits.clientsMax) else { return false }
        for _ in 0..<clients {
            guard let count = number(bytes), count > 0, count <= UInt64(min(budget, bytes.count - at)),
                let client = number(bytes), let start = clock(bytes)
            else { return false }
            budget -= Int(count)
            if let last = sections.last, last.client <= client { areSectionsOrdered = false }
            let first = structs.count
            let letters = letterCount
            makeRoom(Int(count))
            var next = start
            for _ in 0..<count {
                guard let length = try readStruct(update, bytes, limits, at: next), length > 0,
                    UInt64(next) + UInt64(length) < 1 << 31
                else { return false }
                next += length
            }
            sections.append(
                Section(
                    client: client, structs: first..<structs.count, letterCount: letterCount - letters))
        }
        guard areSectionsOrdered || !hasRepeatedClient else { return false }
        return readDeletes(bytes, limits, budget)
    }

    /// Room for so many structs more, and for as many again: exactly what each of many clients asks for would
    /// move all of them for each.
    private mutating func makeRoom(_ more: Int) {
        let wanted = structs.count + more
        if wanted > structs.capacity { structs.reserveCapacity(max(wanted, structs.capacity * 2)) }
    }

    private var hasRepeatedClient: Bool {
        let sorted = sections.map(\.client).sorted()
        return sorted.indices.dropFirst().contains { sorted[$0] == sorted[$0 - 1] }
    }

    /// Reads a struct and tells its length; nil if there is anything wrong. Of a Skip nothing is kept: the
    /// clocks behind it tell of the hole.
    private mutating func readStruct(
        _ update: [UInt8], _ bytes: Span<UInt8>, _ limits: DecodingLimits, at clock: Clock
    ) throws(DecodingFailure) -> Clock? {
        guard at < bytes.count else { return nil }
        var one = ScannedStruct(info: bytes[at], clock: clock)
        at += 1
        switch one.reference {
        case 0:
            guard let length = self.clock(bytes) else { return nil }
            one.info = 0
            one.length = length
        case 1...9:
            if one.hasOrigin {
                guard let id = id(bytes) else { return nil }
                one.origin = id
            }
            if one.hasRightOrigin {
                guard let id = id(bytes) else { return nil }
                one.rightOrigin = id
            }
            if !one.hasOrigin, !one.hasRightOrigin {
                guard readParent(of: &one, bytes) else { return nil }
            }
            guard try readContent(of: &one, update, bytes, limits) else { return nil }
        case 10:
            isCanonical = false
            return self.clock(bytes)
        default: return nil
        }
        structs.append(one)
        return one.length
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
            one.isApart = true
            one.content = (UInt32(source.contents.count), 0)
            one.length = content.length
            source.contents.append(content)
        }
        return true
    }

    private mutating func readDeletes(_ bytes: Span<UInt8>, _ limits: DecodingLimits, _ rest: Int)
        -> Bool
    {
        var budget = rest
        var areDeletesOrdered = true
        guard let clients = number(bytes), clients <= UInt64(limits.clientsMax) else { return false }
        for _ in 0..<clients {
            guard let client = number(bytes), let count = number(bytes), count <= UInt64(budget) else {
                return false
            }
            budget -= Int(count)
            if let last = deletes.last, last.client <= client { areDeletesOrdered = false }
            var known: Clock = 0
            for _ in 0..<count {
                guard let clock = clock(bytes), let length = self.clock(bytes), length > 0,
                    UInt64(clock) + UInt64(length) < 1 << 31
                else { return false }
                if clock < known { areDeletesOrdered = false }
                known = clock + length
                deletes.append(DeleteRange(client: client, clock: clock, length: length))
            }
        }
        if !areDeletesOrdered { orderDeletes() }
        return at == bytes.count
    }

    /// Sorts and joins overlapping ranges, so that what is written often is deleted once.
    private mutating func orderDeletes() {
        deletes.sort { ($0.client, $0.clock) < ($1.client, $1.clock) }
        var kept = 0
        for place in deletes.indices.dropFirst() {
            let (last, next) = (deletes[kept], deletes[place])
            if last.client == next.client, next.clock <= last.end {
                deletes[kept].length = max(last.end, next.end) - last.clock
            } else {
                kept += 1
                deletes[kept] = next
            }
        }
        deletes.removeSubrange((kept + 1)...)
        isCanonical = false
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
