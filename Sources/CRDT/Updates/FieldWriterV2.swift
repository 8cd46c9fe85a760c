/// Nine columns, each coded by runs, and the rest behind them. Yjs: `UpdateEncoderV2`.
struct FieldWriterV2: FieldWriter {
    var rest = ByteWriter()
    private var keyClocks = ClockRunWriter()
    private var clients = UintRunWriter()
    private var leftClocks = ClockRunWriter()
    private var rightClocks = ClockRunWriter()
    private var infos = ByteRunWriter()
    private var strings = TextRunWriter()
    private var parentInfos = ByteRunWriter()
    private var typeReferences = UintRunWriter()
    private var lengths = UintRunWriter()
    private var keyCount: Clock = 0

    mutating func writeClient(_ client: ClientID) { clients.write(client) }

    mutating func writeLeftID(_ id: ID) {
        clients.write(id.client)
        leftClocks.write(id.clock)
    }

    mutating func writeRightID(_ id: ID) {
        clients.write(id.client)
        rightClocks.write(id.clock)
    }

    mutating func writeInfo(_ info: UInt8) { infos.write(info) }

    mutating func writeString(_ text: TextView, from source: [UInt8]) { strings.write(text, from: source) }

    mutating func writeString(_ text: String) { strings.write(text) }

    mutating func writeKey(_ key: String) {
        keyClocks.write(keyCount)
        keyCount += 1
        strings.write(key)
    }

    /// Every key is new, as from Yjs, which never looks one up.
    mutating func writeKey(_ key: TextView, from source: [UInt8]) {
        keyClocks.write(keyCount)
        keyCount += 1
        strings.write(key, from: source)
    }

    mutating func writeParentIsRoot(_ isRoot: Bool) { parentInfos.write(isRoot ? 1 : 0) }
    mutating func writeTypeReference(_ kind: TypeKind) { typeReferences.write(UInt64(kind.rawValue)) }
    mutating func writeLength(_ length: Clock) { lengths.write(UInt64(length)) }

    mutating func writeValue(_ range: Range<Int>, from source: [UInt8], isJSON: Bool) {
        if isJSON {
            AnyValue(checkedJSON: source[range]).write(to: &rest)
        } else {
            rest.writeRaw(source[range])
        }
    }

    func writeDeletes(_ deletes: DeleteSet, to writer: inout ByteWriter) { deletes.writeV2(to: &writer) }

    consuming func finish() -> [UInt8] {
        var writer = ByteWriter()
        writer.writeByte(0)
        writer.writeVarBytes(keyClocks.finish())
        writer.writeVarBytes(clients.finish())
        writer.writeVarBytes(leftClocks.finish())
        writer.writeVarBytes(rightClocks.finish())
        writer.writeVarBytes(infos.column.bytes)
        writer.writeVarBytes(strings.finish())
        writer.writeVarBytes(parentInfos.column.bytes)
        writer.writeVarBytes(typeReferences.finish())
        writer.writeVarBytes(lengths.finish())
        writer.writeRaw(rest.bytes)
        return writer.bytes
    }
}

extension DeleteSet {
    /// Clocks count from the end of the range before, lengths from one. Yjs: `DSEncoderV2`.
    func writeV2(to writer: inout ByteWriter) {
        writer.writeVarUint(ranges.count)
        for (client, ranges) in ranges.sorted(by: { $0.key > $1.key }) {
            writer.writeVarUint(client)
            writer.writeVarUint(ranges.count)
            var end: Clock = 0
            for range in ranges {
                writer.writeVarUint(range.clock - end)
                writer.writeVarUint(range.length - 1)
                end = range.end
            }
        }
    }
}
