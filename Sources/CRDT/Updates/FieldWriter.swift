/// Writes the fields of structs in one of the two formats. Yjs: `UpdateEncoderV1`, `UpdateEncoderV2`.
///
/// What a struct holds is copied from the bytes it was read from.
protocol FieldWriter: Sendable {
    init()

    /// Counts, first clocks, and what v2 has no column for.
    var rest: ByteWriter { get set }

    mutating func writeClient(_ client: ClientID)
    mutating func writeLeftID(_ id: ID)
    mutating func writeRightID(_ id: ID)
    mutating func writeInfo(_ info: UInt8)
    mutating func writeString(_ text: TextView, from source: [UInt8])
    mutating func writeKey(_ key: TextView, from source: [UInt8])
    mutating func writeParentIsRoot(_ isRoot: Bool)
    mutating func writeTypeReference(_ kind: TypeKind)
    mutating func writeLength(_ length: Clock)
    /// `isJSON`: how the source writes the value.
    mutating func writeValue(_ range: Range<Int>, from source: [UInt8], isJSON: Bool)
    func writeDeletes(_ deletes: DeleteSet, to writer: inout ByteWriter)
    /// The whole update: the columns, if there are any, and `rest`.
    consuming func finish() -> [UInt8]
}

/// Fields one behind the other.
struct FieldWriterV1: FieldWriter {
    var rest = ByteWriter()

    mutating func writeClient(_ client: ClientID) { rest.writeVarUint(client) }
    mutating func writeLeftID(_ id: ID) { rest.writeID(id) }
    mutating func writeRightID(_ id: ID) { rest.writeID(id) }
    mutating func writeInfo(_ info: UInt8) { rest.writeByte(info) }

    mutating func writeString(_ text: TextView, from source: [UInt8]) {
        rest.writeVarUint(text.range.count + (text.isCutLeft ? 3 : 0) + (text.isCutRight ? 3 : 0))
        rest.writeText(text, from: source)
    }

    mutating func writeKey(_ key: TextView, from source: [UInt8]) { writeString(key, from: source) }
    mutating func writeParentIsRoot(_ isRoot: Bool) { rest.writeByte(isRoot ? 1 : 0) }
    mutating func writeTypeReference(_ kind: TypeKind) { rest.writeByte(kind.rawValue) }
    mutating func writeLength(_ length: Clock) { rest.writeVarUint(length) }

    mutating func writeValue(_ range: Range<Int>, from source: [UInt8], isJSON: Bool) {
        if isJSON, !source[range].elementsEqual("undefined".utf8) {
            rest.writeVarBytes(source[range])
        } else {
            rest.writeVarString(isJSON ? "null" : AnyValue(checkedAny: source[range]).jsonForStockPeers)
        }
    }

    func writeDeletes(_ deletes: DeleteSet, to writer: inout ByteWriter) { deletes.write(to: &writer) }

    consuming func finish() -> [UInt8] { rest.bytes }
}

extension ByteWriter {
    mutating func writeText(_ text: TextView, from source: [UInt8]) {
        if text.isCutLeft { writeReplacement() }
        writeRaw(source[text.range])
        if text.isCutRight { writeReplacement() }
    }

    /// U+FFFD, which stands for half a surrogate pair.
    private mutating func writeReplacement() {
        writeByte(0xEF)
        writeByte(0xBF)
        writeByte(0xBD)
    }
}

extension AnyValue {
    /// A value in lib0's coding that was checked before.
    init(checkedAny bytes: ArraySlice<UInt8>) {
        var reader = ByteReader(Array(bytes))
        self = (try? AnyValue(from: &reader, limits: .unbounded)) ?? .undefined
    }

    /// A JSON text that was checked before, or the word `undefined`, which is none.
    init(checkedJSON bytes: ArraySlice<UInt8>) {
        var parser = JSONParser(bytes: Array(bytes), depthMax: .max)
        self = (try? parser.readWhole()) ?? .undefined
    }
}
