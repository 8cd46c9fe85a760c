/// Nine columns, each coded by runs, and the rest behind them. Yjs: `UpdateDecoderV2`.
struct FieldReaderV2: FieldReader {
    typealias Writer = FieldWriterV2
    static let valuesAreJSON = false

    /// Runs alone can claim a million structs in 23 bytes: beyond one struct a byte they have a limit of
    /// their own.
    static func structsMax(bytes: Int, limits: DecodingLimits) -> Int {
        let (sum, overflow) = bytes.addingReportingOverflow(limits.runStructsMax)
        return min(limits.structsMax, overflow ? .max : sum)
    }

    var rest: ByteCursor
    private var keyClocks: ClockRuns
    private var clients: UintRuns
    private var leftClocks: ClockRuns
    private var rightClocks: ClockRuns
    private var infos: ByteRuns
    private var strings: TextRuns
    private var parentInfos: ByteRuns
    private var typeReferences: UintRuns
    private var lengths: UintRuns
    /// Keys in the order they came. Yjs writes each anew; a reader must know them by their number all the
    /// same.
    private var keys: [TextView] = []
    /// Bytes of keys that were named by their number. Who reads a struct copies its key, so that a run of one
    /// long key would make gigabytes of a few bytes.
    private var repeatedKeyBytes = 0
    private static let repeatedKeyBytesMax = 64 << 20

    init(_ bytes: Span<UInt8>) throws(DecodingFailure) {
        var cursor = ByteCursor(0..<bytes.count)
        let flag = try cursor.readByte(bytes)
        guard flag == 0 else { throw .unknownTag(flag, at: 0) }
        func column() throws(DecodingFailure) -> ByteCursor { ByteCursor(try cursor.skipVarBytes(bytes)) }
        keyClocks = ClockRuns(try column())
        clients = UintRuns(try column())
        leftClocks = ClockRuns(try column())
        rightClocks = ClockRuns(try column())
        infos = ByteRuns(try column())
        strings = try TextRuns(try column(), bytes)
        parentInfos = ByteRuns(try column())
        typeReferences = UintRuns(try column())
        lengths = UintRuns(try column())
        rest = cursor
    }

    /// A legacy text is JSON and so has one byte at least.
    var textsMax: Int { strings.remaining }

    mutating func readClient(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ClientID {
        try clients.read(bytes)
    }

    mutating func readLeftID(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ID {
        ID(client: try clients.read(bytes), clock: try leftClocks.read(bytes))
    }

    mutating func readRightID(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ID {
        ID(client: try clients.read(bytes), clock: try rightClocks.read(bytes))
    }

    mutating func readInfo(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt8 { try infos.read(bytes) }

    mutating func readString(_ bytes: Span<UInt8>) throws(DecodingFailure) -> (text: TextView, units: Clock) {
        try strings.read(bytes)
    }

    mutating func readKey(_ bytes: Span<UInt8>) throws(DecodingFailure) -> TextView {
        let number = Int(try keyClocks.read(bytes))
        if number < keys.count {
            repeatedKeyBytes += keys[number].range.count
            guard repeatedKeyBytes <= Self.repeatedKeyBytesMax else {
                throw .overLimit(
                    limit: "bytes of repeated keys", maximum: Self.repeatedKeyBytesMax,
                    found: UInt64(repeatedKeyBytes), at: rest.at)
            }
            return keys[number]
        }
        let (key, _) = try strings.read(bytes)
        keys.append(key)
        return key
    }

    mutating func readParentIsRoot(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Bool {
        let at = parentInfos.cursor.at
        let value = try parentInfos.read(bytes)
        guard value <= 1 else { throw .unknownTag(value, at: at) }
        return value == 1
    }

    mutating func readTypeReference(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt64 {
        try typeReferences.read(bytes)
    }

    mutating func readLength(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Clock {
        try lengths.readClock(bytes)
    }

    mutating func readValue(
        _ bytes: Span<UInt8>, limits: DecodingLimits
    ) throws(DecodingFailure) -> Range<Int> {
        try rest.skipAny(bytes, limits: limits)
    }

    /// Clocks count from the end of the range before, lengths from one.
    mutating func readDeleteRange(
        _ bytes: Span<UInt8>, behind cursor: Clock
    ) throws(DecodingFailure) -> DeleteSet.Range {
        let at = rest.at
        // Neither sum can overflow: each part is below 2^31.
        let clock = cursor + (try rest.readClock(bytes))
        let length = 1 + (try rest.readClock(bytes))
        guard clock < 1 << 31, length < 1 << 31 else { throw .numberTooLarge(at: at) }
        return DeleteSet.Range(clock: clock, length: length)
    }

    func expectEnd() throws(DecodingFailure) {
        try rest.expectEnd()
        try strings.expectEnd()
        for column in [keyClocks.cursor, leftClocks.cursor, rightClocks.cursor] { try column.expectEnd() }
        for column in [clients.cursor, typeReferences.cursor, lengths.cursor] { try column.expectEnd() }
        for column in [infos.cursor, parentInfos.cursor] { try column.expectEnd() }
    }
}
