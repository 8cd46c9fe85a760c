import CRDT

/// What somebody sent with the form: `application/x-www-form-urlencoded`, read without trust.
public struct IntakeForm: Hashable, Sendable {
    /// Why it cannot be taken; the slip is still good.
    public enum Problem: Error, Hashable, Sendable {
        case tooLong, notText, incomplete
    }

    private var values: [String: String] = [:]

    /// Bytes a body has at most: every character of a text may take nine of them.
    public static let bytesMax = 64 * 1024

    /// - Throws: `tooLong`, `notText`.
    public init(_ body: [UInt8]) throws(Problem) {
        guard body.count <= Self.bytesMax else { throw .tooLong }
        for pair in body.split(separator: UInt8(ascii: "&")).prefix(20) {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.text(parts[0])
            values[name] = parts.count == 2 ? try Self.text(parts[1]) : ""
        }
    }

    /// A value without blanks around it; empty if there is none.
    public subscript(name: String) -> String {
        var value = Substring(values[name] ?? "")
        while value.first?.isWhitespace == true { value.removeFirst() }
        while value.last?.isWhitespace == true { value.removeLast() }
        return String(value)
    }

    /// The report it holds.
    ///
    /// - Throws: `incomplete`, `tooLong`.
    public func report(id: String, day: CalendarDay) throws(Problem) -> IntakeReport {
        let words = self["text"]
        guard words.utf16.count <= IntakeReport.wordsMax else { throw .tooLong }
        guard !words.isEmpty, Vocabulary.category.admits(.string(self["category"])),
            Vocabulary.severity.admits(.string(self["severity"]))
        else { throw .incomplete }
        return IntakeReport(
            id: id, day: day, category: self["category"], severity: self["severity"],
            concern: IssueConcern(rawValue: self["concern"]),
            grounds: ZeroToleranceGrounds(rawValue: self["grounds"]), text: words, language: language)
    }

    /// What the holder of a case code says; nil where only the answer is asked for.
    ///
    /// - Throws: `incomplete`, `tooLong`.
    public func word() throws(Problem) -> ReporterWord? {
        switch self["say"] {
        case "add":
            let words = self["text"]
            guard !words.isEmpty else { throw .incomplete }
            guard words.utf16.count <= IntakeReport.wordsMax else { throw .tooLong }
            return .add(text: words, language: language)
        case "solved": return .confirmClosing
        case "not_solved": return .object
        case "take_back": return .withdraw
        default: return nil
        }
    }

    public var language: String { Vocabulary.isLanguage(self["lang"]) ? self["lang"] : "en" }

    /// Percent-encoding off, line ends as one; what no keyboard writes is no text.
    private static func text(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): out.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
                else {
                    throw .notText
                }
                out.append(high << 4 | low)
            default: out.append(byte)
            }
        }
        guard let text = String(validating: out, as: UTF8.self) else { throw .notText }
        let lines = text.replacing("\r\n", with: "\n")
        let isWritten = lines.unicodeScalars.allSatisfy {
            $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
        }
        guard isWritten else { throw .notText }
        return lines
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
