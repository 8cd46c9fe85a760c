/// A strict JSON reader over bytes; recursion is bounded by `depthMax`.
struct JSONParser {
    /// An object of fewer members is searched for a key from its beginning.
    private static let searchedMax = 16

    let bytes: [UInt8]
    let depthMax: Int
    private var at = 0

    init(bytes: [UInt8], depthMax: Int) {
        self.bytes = bytes
        self.depthMax = depthMax
    }

    mutating func readWhole() throws(DecodingFailure) -> AnyValue {
        let value = try readValue(depth: 0)
        skipBlanks()
        guard at == bytes.count else { throw .invalidJSON(at: at) }
        return value
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func readValue(depth: Int) throws(DecodingFailure) -> AnyValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try readObject(depth: depth)
        case UInt8(ascii: "["): return try readArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: return .number(try readNumber())
        }
    }

    private mutating func readWord(_ word: String, _ value: AnyValue) throws(DecodingFailure) -> AnyValue {
        guard bytes[at...].starts(with: word.utf8) else { throw .invalidJSON(at: at) }
        at += word.utf8.count
        return value
    }

    private mutating func enter(_ depth: Int) throws(DecodingFailure) {
        guard depth < depthMax else { throw .tooDeep(depthMax, at: at) }
        at += 1
        skipBlanks()
    }

    /// After an element: true to go on, false at the closing byte.
    private mutating func hasMore(closing: UInt8) throws(DecodingFailure) -> Bool {
        skipBlanks()
        switch next {
        case UInt8(ascii: ","):
            at += 1
            skipBlanks()
            return true
        case closing:
            at += 1
            return false
        default: throw .invalidJSON(at: at)
        }
    }

    private mutating func readArray(depth: Int) throws(DecodingFailure) -> AnyValue {
        try enter(depth)
        var values: [AnyValue] = []
        if next == UInt8(ascii: "]") {
            at += 1
            return .array([])
        }
        repeat {
            values.append(try readValue(depth: depth + 1))
        } while try hasMore(closing: UInt8(ascii: "]"))
        return .array(values)
    }

    /// A key that comes twice keeps its place and takes the last value, as in JavaScript.
    private mutating func readObject(depth: Int) throws(DecodingFailure) -> AnyValue {
        try enter(depth)
        var members: [AnyValue.Member] = []
        if next == UInt8(ascii: "}") {
            at += 1
            return .object(members)
        }
        /// Where the keys of a long object stand.
        var places: [ExactName: Int] = [:]
        func place(of key: String) -> Int? {
            places.isEmpty ? members.firstIndex { $0.key.isExactly(key) } : places[ExactName(key)]
        }
        repeat {
            guard next == UInt8(ascii: "\"") else { throw .invalidJSON(at: at) }
            let key = try readString()
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw .invalidJSON(at: at) }
            at += 1
            let value = try readValue(depth: depth + 1)
            if let place = place(of: key) {
                members[place].value = value
                continue
            }
            members.append(AnyValue.Member(key, value))
            if members.count == Self.searchedMax {
                for (place, member) in members.enumerated() { places[ExactName(member.key)] = place }
            } else if members.count > Self.searchedMax {
                places[ExactName(key)] = members.count - 1
            }
        } while try hasMore(closing: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func readNumber() throws(DecodingFailure) -> Double {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        let first = next
        let whole = skipDigits()
        guard whole > 0, whole == 1 || first != UInt8(ascii: "0") else { throw .invalidJSON(at: start) }
        if next == UInt8(ascii: ".") {
            at += 1
            guard skipDigits() > 0 else { throw .invalidJSON(at: start) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            at += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            guard skipDigits() > 0 else { throw .invalidJSON(at: start) }
        }
        guard let number = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            throw .invalidJSON(at: start)
        }
        return number
    }

    private mutating func skipDigits() -> Int {
        let start = at
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { at += 1 }
        return at - start
    }

    private mutating func readString() throws(DecodingFailure) -> String {
        let start = at
        at += 1
        /// What stands before `plainStart`, its escapes resolved.
        var resolved: [UInt8] = []
        var plainStart = at
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let plain = plainStart..<at
                at += 1
                if resolved.isEmpty { return try text(bytes.span.extracting(plain), at: start) }
                resolved += bytes[plain]
                return try text(resolved.span, at: start)
            case UInt8(ascii: "\\"):
                resolved += bytes[plainStart..<at]
                at += 1
                resolved += try readEscape().utf8
                plainStart = at
            case 0..<0x20: throw .invalidJSON(at: at)
            default: at += 1
            }
        }
        throw .invalidJSON(at: start)
    }

    private func text(_ units: Span<UInt8>, at start: Int) throws(DecodingFailure) -> String {
        guard let text = try? UTF8Span(validating: units) else { throw .invalidUTF8(at: start) }
        return String(copying: text)
    }

    private mutating func readEscape() throws(DecodingFailure) -> String {
        guard let byte = next else { throw .invalidJSON(at: at) }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readUnicode()
        default: throw .invalidJSON(at: at - 1)
        }
    }

    /// `\uXXXX`, with its second half where it is a surrogate; a lone one becomes U+FFFD.
    private mutating func readUnicode() throws(DecodingFailure) -> String {
        let unit = try readHex()
        guard unit & 0xFC00 == 0xD800, bytes[at...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
        else {
            return String(decoding: [unit], as: UTF16.self)
        }
        let back = at
        at += 2
        let second = try readHex()
        if second & 0xFC00 != 0xDC00 {
            at = back
            return String(decoding: [unit], as: UTF16.self)
        }
        return String(decoding: [unit, second], as: UTF16.self)
    }

    private mutating func readHex() throws(DecodingFailure) -> UInt16 {
        guard at + 4 <= bytes.count else { throw .invalidJSON(at: at) }
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(UnicodeScalar(bytes[at])).hexDigitValue else {
                throw .invalidJSON(at: at)
            }
            value = value << 4 | UInt16(digit)
            at += 1
        }
        return value
    }
}
