import CRDT
import Crypto
import SyncClient

/// Bytes in the store's files: numbers are little-endian, every block carries the first 8 bytes of its
/// SHA-256.
struct StoreWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func write(_ block: [UInt8]) {
        write(UInt64(block.count))
        bytes += block
    }

    /// All so far, and its sum.
    func sealed() -> [UInt8] { bytes + StoreSum.of(bytes) }
}

enum StoreSum {
    static let length = 8

    static func of(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: Array(bytes)).prefix(length))
    }
}

/// Reads what `StoreWriter` wrote; every read says whether the bytes were there.
struct StoreReader {
    private let bytes: [UInt8]
    private(set) var at = 0

    init(_ bytes: [UInt8], at start: Int = 0) {
        self.bytes = bytes
        at = start
    }

    var isAtEnd: Bool { at == bytes.count }
    var remaining: Int { bytes.count - at }

    mutating func number() -> UInt64? {
        guard remaining >= 8 else { return nil }
        var number: UInt64 = 0
        for offset in 0..<8 { number |= UInt64(bytes[at + offset]) << UInt64(8 * offset) }
        at += 8
        return number
    }

    mutating func block() -> [UInt8]? {
        let start = at
        guard let count = number().flatMap({ Int(exactly: $0) }), let block = take(count) else {
            at = start
            return nil
        }
        return block
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= remaining else { return nil }
        defer { at += count }
        return Array(bytes[at..<(at + count)])
    }
}

extension DocumentSnapshot {
    private static let mark = Array("bipartite snapshot 1\n".utf8)

    func stored(generation: UInt64) -> [UInt8] {
        var writer = StoreWriter()
        writer.write(generation)
        writer.write(UInt64(epoch))
        writer.write(acknowledged)
        writer.write(lastSeen)
        writer.write(UInt64(unsent.count))
        for edit in unsent { writer.write(edit) }
        return Self.mark + writer.sealed()
    }

    /// nil for a file that is damaged or of another format.
    static func read(_ bytes: [UInt8]) -> (snapshot: DocumentSnapshot, generation: UInt64)? {
        guard bytes.starts(with: mark) else { return nil }
        let body = bytes.dropFirst(mark.count)
        guard body.count > StoreSum.length,
            Array(body.suffix(StoreSum.length)) == StoreSum.of(body.dropLast(8))
        else { return nil }
        var reader = StoreReader(Array(body.dropLast(StoreSum.length)))
        guard let generation = reader.number(), let epoch = reader.number().flatMap({ UInt32(exactly: $0) }),
            let acknowledged = reader.block(), let lastSeen = reader.block(), let count = reader.number()
        else { return nil }
        var unsent: [[UInt8]] = []
        for _ in 0..<min(count, UInt64(body.count)) {
            guard let edit = reader.block() else { return nil }
            unsent.append(edit)
        }
        return (
            DocumentSnapshot(epoch: epoch, acknowledged: acknowledged, unsent: unsent, lastSeen: lastSeen),
            generation
        )
    }
}

extension JournalRecord {
    /// Kind, content and sum.
    var stored: [UInt8] {
        var writer = StoreWriter()
        switch self {
        case .edit(let update):
            writer.write(1)
            writer.write(update)
        case .remote(let update):
            writer.write(2)
            writer.write(update)
        case .acknowledged(let count):
            writer.write(3)
            writer.write([UInt8](repeating: 0, count: 0))
            writer.write(UInt64(clamping: count))
        case .seen(let state):
            writer.write(4)
            writer.write(state)
        }
        return writer.sealed()
    }

    /// What one attempt to read a record comes to.
    enum Reading {
        case record(JournalRecord)
        /// The file ends inside the record: the process died while writing it.
        case torn
        case damaged
    }

    static func read(_ reader: inout StoreReader, of file: [UInt8]) -> Reading {
        let start = reader.at
        guard let kind = reader.number() else { return .torn }
        guard let block = reader.block() else { return kind <= 4 ? .torn : .damaged }
        var count: UInt64 = 0
        if kind == 3 {
            guard let number = reader.number() else { return .torn }
            count = number
        }
        let end = reader.at
        guard let sum = reader.take(StoreSum.length) else { return .torn }
        guard sum == StoreSum.of(file[start..<end]) else { return .damaged }
        switch kind {
        case 1: return .record(.edit(block))
        case 2: return .record(.remote(block))
        case 3: return .record(.acknowledged(count: Int(clamping: count)))
        case 4: return .record(.seen(block))
        default: return .damaged
        }
    }
}
