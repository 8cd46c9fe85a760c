public import Committee
import Crypto
import FoundationEssentials

/// What the hash chain of one audience covers of an entry: everything but its inner position and its
/// content, for which a salted commitment stands. `Protocol/log.md` is the page.
public struct LogHeader: Hashable, Sendable {
    public var room: String
    public var audience: Audience
    public var sequence: SequenceNumber
    public var kind: LogEntryKind
    public var document: DocumentName?
    public var epoch: Epoch
    public var role: Role?
    public var day: String
    /// Hash of the previous header of the same audience, 32 bytes.
    public var previous: [UInt8]
    /// SHA-256 of salt and payload, 32 bytes.
    public var commitment: [UInt8]

    public init(_ entry: LogEntry, room: String, previous: [UInt8], commitment: [UInt8]) {
        self.room = room
        audience = entry.audience
        sequence = entry.sequence
        kind = entry.kind
        document = entry.document
        epoch = entry.epoch
        role = entry.role
        day = entry.day
        self.previous = previous
        self.commitment = commitment
    }

    /// What stands for "the header before the first": 32 zero bytes.
    public static let start = [UInt8](repeating: 0, count: 32)

    /// The header as the bytes that are hashed.
    public var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320)
        bytes += "bipartite-log-v1".utf8
        func add(_ line: String) {
            bytes.append(UInt8(ascii: "\n"))
            bytes += line.utf8
        }
        add(room)
        add(audience.rawValue)
        add(String(sequence))
        add(String(kind.rawValue))
        add(document?.rawValue ?? "")
        add(String(epoch))
        add(role?.rawValue ?? "")
        add(day)
        bytes.append(UInt8(ascii: "\n"))
        Hexadecimal.append(previous, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        Hexadecimal.append(commitment, to: &bytes)
        return bytes
    }

    /// SHA-256 of the header: the next header of the audience names it, and heads carry it.
    public var hash: [UInt8] { Array(SHA256.hash(data: canonicalBytes)) }

    /// Random bytes before a payload in its commitment.
    public static let saltBytes = 32

    /// What a header says of a payload without telling it: SHA-256 of the salt (32 random bytes), then the
    /// payload.
    public static func commitment(salt: [UInt8], payload: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: salt)
        hash.update(data: payload)
        return Array(hash.finalize())
    }
}
