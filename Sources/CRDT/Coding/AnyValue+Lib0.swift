/// lib0's `any` coding: one tag byte, then the value.
extension AnyValue {
    private enum Tag {
        static let undefined: UInt8 = 127
        static let null: UInt8 = 126
        static let integer: UInt8 = 125
        static let float32: UInt8 = 124
        static let float64: UInt8 = 123
        static let bigint: UInt8 = 122
        static let isFalse: UInt8 = 121
        static let isTrue: UInt8 = 120
        static let string: UInt8 = 119
        static let object: UInt8 = 118
        static let array: UInt8 = 117
        static let bytes: UInt8 = 116
    }

    init(from reader: inout ByteReader, limits: DecodingLimits, depth: Int = 0) throws(DecodingFailure) {
        let start = reader.at
        let tag = try reader.readByte()
        switch tag {
        case Tag.undefined: self = .undefined
        case Tag.null: self = .null
        case Tag.integer:
            let (isNegative, magnitude) = try reader.readVarInt()
            self = .number(isNegative ? -Double(magnitude) : Double(magnitude))
        case Tag.float32:
            self = .number(Double(Float(bitPattern: UInt32(try reader.readBigEndian(count: 4)))))
        case Tag.float64: self = .number(Double(bitPattern: try reader.readBigEndian(count: 8)))
        case Tag.bigint: self = .bigint(Int64(bitPattern: try reader.readBigEndian(count: 8)))
        case Tag.isFalse: self = .bool(false)
        case Tag.isTrue: self = .bool(true)
        case Tag.string: self = .string(try reader.readVarString())
        case Tag.object, Tag.array:
            guard depth < limits.depthMax else { throw .tooDeep(limits.depthMax, at: start) }
            // Each element takes a byte at least, so the bytes that are left bound the count.
            let count = try reader.readCount(limit: "elements", maximum: reader.remaining)
            self = try Self.container(tag, count, from: &reader, limits: limits, depth: depth + 1)
        case Tag.bytes: self = .bytes(Array(try reader.readVarBytes()))
        default: throw .unknownTag(tag, at: start)
        }
    }

    private static func container(
        _ tag: UInt8, _ count: Int, from reader: inout ByteReader, limits: DecodingLimits, depth: Int
    ) throws(DecodingFailure) -> AnyValue {
        if tag == Tag.array {
            var values: [AnyValue] = []
            for _ in 0..<count { values.append(try AnyValue(from: &reader, limits: limits, depth: depth)) }
            return .array(values)
        }
        var members: [Member] = []
        for _ in 0..<count {
            let key = try reader.readVarString()
            members.append(Member(key, try AnyValue(from: &reader, limits: limits, depth: depth)))
        }
        return .object(members)
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .undefined: writer.writeByte(Tag.undefined)
        case .null: writer.writeByte(Tag.null)
        case .bool(let bool): writer.writeByte(bool ? Tag.isTrue : Tag.isFalse)
        case .number(let number): Self.write(number, to: &writer)
        case .bigint(let integer):
            writer.writeByte(Tag.bigint)
            writer.writeBigEndian(UInt64(bitPattern: integer), count: 8)
        case .string(let string):
            writer.writeByte(Tag.string)
            writer.writeVarString(string)
        case .bytes(let bytes):
            writer.writeByte(Tag.bytes)
            writer.writeVarBytes(bytes)
        case .array(let values):
            writer.writeByte(Tag.array)
            writer.writeVarUint(values.count)
            for value in values { value.write(to: &writer) }
        case .object(let members):
            writer.writeByte(Tag.object)
            writer.writeVarUint(members.count)
            for member in members {
                writer.writeVarString(member.key)
                member.value.write(to: &writer)
            }
        }
    }

    /// Follows `writeAny` in lib0: integers up to 2^31 - 1, then float32 where it is exact, else float64.
    private static func write(_ number: Double, to writer: inout ByteWriter) {
        if number.rounded(.towardZero) == number, abs(number) <= 0x7FFF_FFFF {
            writer.writeByte(Tag.integer)
            writer.writeVarInt(isNegative: number.sign == .minus, magnitude: UInt64(abs(number)))
        } else if Double(Float(number)) == number {
            writer.writeByte(Tag.float32)
            writer.writeBigEndian(UInt64(Float(number).bitPattern), count: 4)
        } else {
            writer.writeByte(Tag.float64)
            writer.writeBigEndian(number.bitPattern, count: 8)
        }
    }
}
