/// Turns the bytes a terminal sends into keys, however they are split over reads.
///
/// An Escape may be a key or the start of a sequence. Only time tells, and time is an input: while
/// `isWaiting` the shell starts a short timer and calls `timedOut` if nothing more has come.
public struct KeyParser: Sendable {
    /// A sequence longer than this is noise.
    private static let sequenceBytesMax = 32
    /// A paste longer than this is cut: more than a document may hold.
    private static let pasteBytesMax = 4 << 20
    private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

    private var pending: [UInt8] = []
    /// Bytes of a paste that has begun.
    private var pasted: [UInt8]?

    public init() {}

    /// Whether what has come so far may be a whole key or the start of a longer one.
    public var isWaiting: Bool { !pending.isEmpty && pasted == nil }

    /// Takes bytes in and yields the keys that are complete.
    public mutating func feed(_ bytes: [UInt8]) -> [Key] {
        var keys: [Key] = []
        for byte in bytes {
            if pasted != nil {
                if let key = takePasted(byte) { keys.append(key) }
            } else {
                pending.append(byte)
                keys += settle()
            }
        }
        return keys
    }

    /// Nothing more has come: what waits is what it looks like now.
    public mutating func timedOut() -> [Key] {
        defer { pending = [] }
        guard let first = pending.first else { return [] }
        if first != 0x1B { return [.character("\u{FFFD}")] }
        guard pending.count > 1 else { return [.escape] }
        // `ESC [` and `ESC O` alone: a person pressed Escape and then that key.
        return [.escape] + pending.dropFirst().filter { $0 >= 0x20 && $0 < 0x7F }.map { Self.typed($0) }
    }

    // MARK: Sequences

    /// Yields the keys at the front of `pending` that are complete.
    private mutating func settle() -> [Key] {
        guard let first = pending.first else { return [] }
        if first == 0x1B { return settleEscape() }
        if first < 0x80 {
            pending = []
            return Self.plain(first).map { [$0] } ?? []
        }
        return settleUTF8(first)
    }

    private mutating func settleEscape() -> [Key] {
        guard pending.count > 1 else { return [] }
        switch pending[1] {
        case UInt8(ascii: "["):
            guard pending.count > 2, let last = pending.last else { return [] }
            guard (0x40...0x7E).contains(last) else {
                let isNoise = pending.count > Self.sequenceBytesMax || !(0x20...0x3F).contains(last)
                if isNoise { pending = last == 0x1B ? [last] : [] }
                return []
            }
            defer { pending = [] }
            return controlSequence(Array(pending[2...]))
        case UInt8(ascii: "O"):
            guard pending.count > 2 else { return [] }
            defer { pending = [] }
            return Self.letter(pending[2]).map { [$0] } ?? []
        default:
            // Escape, and then whatever follows as a key of its own: the program knows no Alt.
            let rest = Array(pending[1...])
            pending = rest
            return [.escape] + settle()
        }
    }

    private mutating func controlSequence(_ bytes: [UInt8]) -> [Key] {
        guard let last = bytes.last else { return [] }
        guard last == UInt8(ascii: "~") else {
            if last == UInt8(ascii: "Z") { return [.backTab] }
            return Self.letter(last).map { [$0] } ?? []
        }
        let number = bytes.dropLast().prefix { $0 != UInt8(ascii: ";") }
        switch String(decoding: number, as: UTF8.self) {
        case "1", "7": return [.home]
        case "3": return [.delete]
        case "4", "8": return [.end]
        case "5": return [.pageUp]
        case "6": return [.pageDown]
        case "200":
            pasted = []
            return []
        default: return []
        }
    }

    private mutating func settleUTF8(_ first: UInt8) -> [Key] {
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        if let last = pending.last, pending.count > 1, last & 0xC0 != 0x80 {
            // Cut short by something else, which is a key of its own.
            pending = [last]
            return [.character("\u{FFFD}")] + settle()
        }
        guard pending.count >= length else { return [] }
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self).map { .character($0) }
    }

    // MARK: Pastes

    private mutating func takePasted(_ byte: UInt8) -> Key? {
        guard var bytes = pasted else { return nil }
        pasted = nil
        bytes.append(byte)
        guard bytes.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) else {
            if bytes.count > Self.pasteBytesMax { bytes.removeLast() }
            pasted = bytes
            return nil
        }
        return .paste(String(decoding: bytes.dropLast(Self.pasteEnd.count), as: UTF8.self))
    }

    // MARK: Tables

    private static func plain(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x0D, 0x0A: .enter
        case 0x09: .tab
        case 0x08, 0x7F: .backspace
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x20..<0x7F: typed(byte)
        default: nil
        }
    }

    private static func typed(_ byte: UInt8) -> Key { .character(Character(Unicode.Scalar(byte))) }

    private static func letter(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        default: nil
        }
    }
}
