import CRDT

/// What a value of a committee file must look like. The shape of the whole file is data; checking it is one
/// function.
indirect enum FileShape: Sendable {
    case value(Vocabulary)
    /// Text of any number of lines, at most `textMax` UTF-16 units.
    case text
    /// A whole number in a range.
    case whole(ClosedRange<Int>)
    /// A number that is not below zero.
    case amount
    case timeZone
    case exactly(AnyValue)
    case list(FileShape)
    /// An object whose members the file names freely: languages, branches of a fishbone.
    case keyed(Vocabulary, FileShape)
    case record([Part])
    /// The first where a text stands, else the second.
    case textOr(FileShape)

    struct Part: Sendable {
        var name: String
        var shape: FileShape
        var isRequired: Bool
    }

    static let textMax = 100_000
    static let listMax = Projection.elementsMax

    /// Checks a value and returns it with its known members only; unknown ones are listed by their path.
    func check(
        _ source: SourceJSON, at path: String, unknown: inout [String]
    ) throws(ImportFailure) -> AnyValue {
        switch (self, source.value) {
        case (.list(let shape), .array(let elements)) where elements.count <= Self.listMax:
            return try Self.checkList(elements, shape, at: path, unknown: &unknown)
        case (.record(let parts), .object):
            return try Self.checkRecord(source, parts, at: path, unknown: &unknown)
        case (.keyed(let key, let shape), .object(let members)):
            var checked: [AnyValue.Member] = []
            for member in members {
                let place = "\(path).\(member.key)"
                guard key.admits(.string(member.key)), !member.key.contains(".") else {
                    throw ImportFailure(
                        line: member.line, field: place, expected: key.expected, found: "`\(member.key)`")
                }
                checked.append(
                    .init(member.key, try shape.check(member.value, at: place, unknown: &unknown)))
            }
            return .object(checked)
        case (.textOr, .string): return try Self.text.check(source, at: path, unknown: &unknown)
        case (.textOr(let other), _): return try other.check(source, at: path, unknown: &unknown)
        default:
            guard let plain = source.plain, admits(plain) else {
                throw ImportFailure(line: source.line, field: path, expected: expected, found: source.words)
            }
            return plain
        }
    }

    private static func checkList(
        _ elements: [SourceJSON], _ shape: FileShape, at path: String, unknown: inout [String]
    ) throws(ImportFailure) -> AnyValue {
        var checked: [AnyValue] = []
        for (number, element) in elements.enumerated() {
            checked.append(try shape.check(element, at: "\(path)[\(number)]", unknown: &unknown))
        }
        return .array(checked)
    }

    private static func checkRecord(
        _ source: SourceJSON, _ parts: [Part], at path: String, unknown: inout [String]
    ) throws(ImportFailure) -> AnyValue {
        guard case .object(let members) = source.value else { return .null }
        let prefix = path.isEmpty ? "" : path + "."
        var checked: [AnyValue.Member] = []
        for part in parts {
            guard let value = source[part.name], part.isRequired || !value.isNull else {
                guard !part.isRequired else {
                    throw ImportFailure(
                        line: source.line, field: prefix + part.name, expected: part.shape.expected,
                        found: "nothing")
                }
                continue
            }
            checked.append(
                .init(part.name, try part.shape.check(value, at: prefix + part.name, unknown: &unknown)))
        }
        let known = Set(parts.map(\.name))
        unknown += members.filter { !known.contains($0.key) }.map { prefix + $0.key }
        return .object(checked)
    }

    private func admits(_ value: AnyValue) -> Bool {
        switch self {
        case .value(let vocabulary):
            vocabulary.admits(value) && (vocabulary != .line || value.string?.isEmpty == false)
        case .text, .textOr: value.string.map { $0.utf16.count <= Self.textMax } ?? false
        case .whole(let range): value.int.map(range.contains) ?? false
        case .amount: value.double.map { $0.isFinite && $0 >= 0 } ?? false
        case .timeZone: value.string.map(Self.isTimeZone) ?? false
        case .exactly(let wanted): value == wanted
        case .list, .keyed, .record: false
        }
    }

    private var expected: String {
        switch self {
        case .value(.line): "a line of text, at most \(Vocabulary.lineMax) characters"
        case .value(let vocabulary): vocabulary.expected
        case .text, .textOr: "a text of at most \(Self.textMax) characters"
        case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .amount: "a number, not below 0"
        case .timeZone: "a time zone such as Asia/Amman"
        case .exactly(let wanted): wanted.json
        case .list: "a list of at most \(Self.listMax)"
        case .keyed, .record: "an object"
        }
    }

    private static func isTimeZone(_ text: String) -> Bool {
        let signs = Array("/_+-".utf8)
        return (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                signs.contains(byte) || Vocabulary.isName(String(Unicode.Scalar(byte)))
            }
    }
}

extension SourceJSON {
    /// A single value as `AnyValue`; nil for lists and objects.
    var plain: AnyValue? {
        switch value {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .number(let number): .number(number)
        case .string(let string): .string(string)
        case .array, .object: nil
        }
    }
}
