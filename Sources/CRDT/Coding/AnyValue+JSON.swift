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
        var text = ""
        writeJSON(to: &text)
        return text
    }

    private func writeJSON(to text: inout String) {
        switch self {
        case .undefined, .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .number(let number): text += number.isFinite ? NumberText.of(number) : "null"
        case .bigint(let integer): text += String(integer)
        case .string(let string): Self.writeJSON(string, to: &text)
        case .bytes(let bytes):
            AnyValue.object(bytes.enumerated().map { Member(String($0), .number(Double($1))) }).writeJSON(
                to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.writeJSON(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            var isFirst = true
            for member in members where member.value != .undefined {
                if !isFirst { text += "," }
                isFirst = false
                Self.writeJSON(member.key, to: &text)
                text += ":"
                member.value.writeJSON(to: &text)
            }
            text += "}"
        }
    }

    private static func writeJSON(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
