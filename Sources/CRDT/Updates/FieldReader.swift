/// Reads the fields of structs in one of the two formats. Yjs: `UpdateDecoderV1`, `UpdateDecoderV2`.
///
/// It is plain data beside the bytes, which come with every call.
protocol FieldReader: Sendable {
    associatedtype Writer: FieldWriter
    /// Whether the values of embeds and formats are JSON texts; else they are lib0's `any`.
    static var valuesAreJSON: Bool { get }
    /// Structs an update of so many bytes may claim: v2 writes a run of equal structs in a few bytes.
    static func structsMax(bytes: Int, limits: DecodingLimits) -> Int

    init(_ bytes: Span<UInt8>) throws(DecodingFailure)

    /// Counts, first clocks, what v2 has no column for, and the delete set.
    var rest: ByteCursor { get set }

    mutating func readClient(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ClientID
    mutating func readLeftID(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ID
    mutating func readRightID(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ID
    mutating func readInfo(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt8
    mutating func readString(_ bytes: Span<UInt8>) throws(DecodingFailure) -> (text: TextView, units: Clock)
    mutating func readKey(_ bytes: Span<UInt8>) throws(DecodingFailure) -> TextView
    mutating func readParentIsRoot(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Bool
    mutating func readTypeReference(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt64
    mutating func readLength(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Clock
    mutating func readValue(
        _ bytes: Span<UInt8>, limits: DecodingLimits
    ) throws(DecodingFailure) -> Range<Int>
    /// How many legacy texts can follow at most.
    var textsMax: Int { get }
    mutating func readDeleteRange(
        _ bytes: Span<UInt8>, behind cursor: Clock
    ) throws(DecodingFailure) -> DeleteSet.Range
    /// Nothing is left of any column.
    func expectEnd() throws(DecodingFailure)
}

/// Fields one behind the other.
struct FieldReaderV1: FieldReader, BitwiseCopyable {
    typealias Writer = FieldWriterV1
    static let valuesAreJSON = true
    static func structsMax(bytes: Int, limits: DecodingLimits) -> Int { limits.structsMax }

    var rest: ByteCursor

    init(_ bytes: Span<UInt8>) {
        rest = ByteCursor(0..<bytes.count)
    }

    var textsMax: Int { rest.remaining }

    mutating func readClient(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ClientID {
        try rest.readVarUint(bytes)
    }

    private mutating func readID(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ID {
        ID(client: try rest.readVarUint(bytes), clock: try rest.readClock(bytes))
    }

    mutating func readLeftID(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ID { try readID(bytes) }
    mutating func readRightID(_ bytes: Span<UInt8>) throws(DecodingFailure) -> ID { try readID(bytes) }

    mutating func readInfo(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt8 {
        try rest.readByte(bytes)
    }

    mutating func readString(_ bytes: Span<UInt8>) throws(DecodingFailure) -> (text: TextView, units: Clock) {
        let at = rest.at
        let view = TextView(range: try rest.skipVarString(bytes))
        guard let units = Clock(exactly: view.units(in: bytes)) else { throw .numberTooLarge(at: at) }
        return (view, units)
    }

    mutating func readKey(_ bytes: Span<UInt8>) throws(DecodingFailure) -> TextView {
        TextView(range: try rest.skipVarString(bytes))
    }

    mutating func readParentIsRoot(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Bool {
        let at = rest.at
        let value = try rest.readVarUint(bytes)
        guard value <= 1 else { throw .unknownTag(UInt8(truncatingIfNeeded: value), at: at) }
        return value == 1
    }

    mutating func readTypeReference(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt64 {
        try rest.readVarUint(bytes)
    }

    mutating func readLength(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Clock {
        try rest.readClock(bytes)
    }

    mutating func readValue(
        _ bytes: Span<UInt8>, limits: DecodingLimits
    ) throws(DecodingFailure) -> Range<Int> {
        try rest.skipJSON(bytes, limits: limits)
    }

    mutating func readDeleteRange(
        _ bytes: Span<UInt8>, behind cursor: Clock
    ) throws(DecodingFailure) -> DeleteSet.Range {
        DeleteSet.Range(clock: try rest.readClock(bytes), length: try rest.readClock(bytes))
    }

    func expectEnd() throws(DecodingFailure) { try rest.expectEnd() }
}
