/// One value of a JSON file, with the line it starts at: so that a mistake can be pointed at.
struct SourceJSON: Sendable {
    indirect enum Value: Sendable {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case array([SourceJSON])
        case object([Member])
    }
    struct Member: Sendable {
        var key: String
        /// Where the key stands.
        var line: Int
        var value: SourceJSON
    }

    /// 1-based.
    var line: Int
    var value: Value
}

extension SourceJSON {
    subscript(key: String) -> SourceJSON? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }

    var elements: [SourceJSON] {
        if case .array(let elements) = value { elements } else { [] }
    }

    var string: String? {
        if case .string(let string) = value { string } else { nil }
    }

    var isNull: Bool {
        if case .null = value { true } else { false }
    }

    /// What stands there, in a few words for a message.
    var words: String {
        switch value {
        case .null: "null"
        case .bool(let bool): String(bool)
        case .number(let number): Int(exactly: number).map { String($0) } ?? String(number)
        case .string(let string): "\"" + String(string.prefix(40)) + (string.count > 40 ? "...\"" : "\"")
        case .array: "a list"
        case .object: "an object"
        }
    }
}
