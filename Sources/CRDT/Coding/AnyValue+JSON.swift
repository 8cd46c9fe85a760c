extension AnyValue {
    /// Reads one JSON text (RFC 8259) and nothing after it.
    ///
    /// - Throws: `invalidJSON` with the byte it stopped at, or `overLimit` when it is too long or nests too
    /// deep.
    public init(json text: String, limits: DecodingLimits = .standard) throws(DecodingFailure) {
        let bytes = Array(text.utf8)
        try limits.checkBytes(bytes.count)
        var parser = JSONParser(bytes: bytes, depthMax: limits.depthMax)
        self = try parser.readWhole()
    }

    /// The value as JSON: members in their order, no blanks, `undefined` left out of objects and `null` in
    /// arrays. Bytes become an object of indexes and bigints a plain number, as JavaScript would show them.
    public var json: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        writeJSON(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func writeJSON(to bytes: inout [UInt8]) {
        switch self {
        case .undefined, .null: bytes += "null".utf8
        case .bool(let bool): bytes += (bool ? "true" : "false").utf8
        case .number(let number): bytes += (number.isFinite ? NumberText.of(number) : "null").utf8
        case .bigint(let integer): bytes += String(integer).utf8
        case .string(let string): Self.writeJSON(string, to: &bytes)
        case .bytes(let values):
            AnyValue.object(values.enumerated().map { Member(String($0), .number(Double($1))) }).writeJSON(
                to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.writeJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for member in members where member.value != .undefined {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                Self.writeJSON(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.writeJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func writeJSON(_ string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if string.utf8.contains(where: isEscaped) {
            for byte in string.utf8 { writeEscaped(byte, to: &bytes) }
        } else {
            bytes += string.utf8
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func writeEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        guard isEscaped(byte) else { return bytes.append(byte) }
        switch byte {
        case UInt8(ascii: "\""): bytes += "\\\"".utf8
        case UInt8(ascii: "\\"): bytes += "\\\\".utf8
        case UInt8(ascii: "\n"): bytes += "\\n".utf8
        case UInt8(ascii: "\r"): bytes += "\\r".utf8
        case UInt8(ascii: "\t"): bytes += "\\t".utf8
        case 0x08: bytes += "\\b".utf8
        case 0x0C: bytes += "\\f".utf8
        default:
            bytes += (byte < 0x10 ? "\\u000" : "\\u00").utf8
            bytes += String(byte, radix: 16).utf8
        }
    }
}
