/// Reads one JSON text (RFC 8259) strictly: no comments, no trailing commas, no member twice.
struct SourceJSONParser {
    /// A committee's file is well below; a larger one is refused before it is read.
    static let bytesMax = 16 << 20
    static let depthMax = 32

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// From the root to where the parser stands, for messages.
    private var path = ""

    static func parse(_ bytes: [UInt8]) throws(ImportFailure) -> SourceJSON {
        guard bytes.count <= bytesMax else {
            throw ImportFailure(
                line: 0, field: "", expected: "a file of at most \(bytesMax >> 20) MiB",
                found: "\(bytes.count) bytes")
        }
        var parser = SourceJSONParser(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        if parser.position < bytes.count { throw parser.failure("the end of the file") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    // MARK: Values

    private mutating func value(depth: Int) throws(ImportFailure) -> SourceJSON {
        skipBlanks()
        guard depth < Self.depthMax else { throw failure("at most \(Self.depthMax) levels of nesting") }
        let start = line
        switch peek {
        case UInt8(ascii: "{"): return SourceJSON(line: start, value: .object(try object(depth: depth)))
        case UInt8(ascii: "["): return SourceJSON(line: start, value: .array(try array(depth: depth)))
        case UInt8(ascii: "\""): return SourceJSON(line: start, value: .string(try string()))
        case UInt8(ascii: "t"): return SourceJSON(line: start, value: try word("true", .bool(true)))
        case UInt8(ascii: "f"): return SourceJSON(line: start, value: try word("false", .bool(false)))
        case UInt8(ascii: "n"): return SourceJSON(line: start, value: try word("null", .null))
        default: return SourceJSON(line: start, value: .number(try number()))
        }
    }

    private mutating func object(depth: Int) throws(ImportFailure) -> [SourceJSON.Member] {
        var members: [SourceJSON.Member] = []
        var keys: Set<String> = []
        let outer = path
        position += 1
        if take("}") { return members }
        repeat {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw failure("a member name in quotes") }
            let start = line
            let key = try string()
            path = outer.isEmpty ? key : outer + "." + key
            guard keys.insert(key).inserted else {
                throw ImportFailure(
                    line: start, field: path, expected: "each member once", found: "it stands here again")
            }
            guard take(":") else { throw failure("a colon") }
            members.append(SourceJSON.Member(key: key, line: start, value: try value(depth: depth + 1)))
            path = outer
        } while take(",")
        guard take("}") else { throw failure("a comma or }") }
        return members
    }

    private mutating func array(depth: Int) throws(ImportFailure) -> [SourceJSON] {
        var elements: [SourceJSON] = []
        let outer = path
        position += 1
        if take("]") { return elements }
        repeat {
            path = "\(outer)[\(elements.count)]"
            elements.append(try value(depth: depth + 1))
            path = outer
        } while take(",")
        guard take("]") else { throw failure("a comma or ]") }
        return elements
    }

    private mutating func word(
        _ word: String, _ value: SourceJSON.Value
    ) throws(ImportFailure) -> SourceJSON.Value {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(ImportFailure) -> Double {
        let start = position
        let signs = Array("+-.eE0123456789".utf8)
        while let byte = peek, signs.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard Self.isNumber(bytes[start..<position]), let number = Double(text), number.isFinite else {
            position = start
            throw failure("a value")
        }
        return number
    }

    /// JSON's own grammar; Swift reads more (`+1`, `.5`, `01`).
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func digits(_ rest: inout ArraySlice<UInt8>) -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leadsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits(&rest)
        guard whole > 0, whole == 1 || !leadsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits(&rest) > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    // MARK: Strings

    private mutating func string() throws(ImportFailure) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: content, as: UTF8.self) else {
                    throw failure("text in UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                position += 1
                content += try escape()
            case 0..<0x20: throw failure("no control character inside a text")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw failure("the closing quote of a text")
    }

    private mutating func escape() throws(ImportFailure) -> [UInt8] {
        guard let byte = peek else { throw failure("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an escape JSON knows")
        }
    }

    private mutating func unicodeEscape() throws(ImportFailure) -> [UInt8] {
        var units = [try codeUnit()]
        if UTF16.isLeadSurrogate(units[0]) {
            guard take(exactly: "\\u") else { throw failure("the second half of a surrogate pair") }
            units.append(try codeUnit())
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw failure("a surrogate pair in order")
        }
        return Array(text.utf8)
    }

    private mutating func codeUnit() throws(ImportFailure) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let unit = UInt16(text, radix: 16)
        else { throw failure("four hexadecimal digits") }
        position += 4
        return unit
    }

    // MARK: Reading on

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            if byte == 0x0A { line += 1 }
            position += 1
        }
    }

    /// Steps over one character if it comes next, after any blanks.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func take(exactly text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    private func failure(_ expected: String) -> ImportFailure {
        var found = "the end of the file"
        if let byte = peek {
            let isPlain = (0x21...0x7E).contains(byte)
            found = isPlain ? "`\(Character(Unicode.Scalar(byte)))`" : "byte \(byte)"
        }
        return ImportFailure(line: line, field: path, expected: expected, found: found)
    }
}
