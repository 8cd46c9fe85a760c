import CRDT
import SyncProtocol

/// One way to cost a room more than one's bytes are worth.
struct HostileShape: Sendable {
    var name: String
    var messages: @Sendable (AttackedRoom.Facts) -> [[UInt8]]

    // MARK: Writing by hand

    static func number(_ value: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUint(value)
        return writer.bytes
    }

    static func text(_ text: String) -> [UInt8] { number(UInt64(text.utf8.count)) + Array(text.utf8) }

    /// Structs of one client from a clock on.
    static func section(_ client: UInt64, _ clock: UInt64, _ structs: [[UInt8]]) -> [UInt8] {
        number(UInt64(structs.count)) + number(client) + number(clock) + structs.joined()
    }

    static func structs(_ sections: [[UInt8]]) -> [UInt8] {
        number(UInt64(sections.count)) + sections.joined() + [0]
    }

    static func deletes(_ client: UInt64, _ ranges: [(UInt64, UInt64)]) -> [UInt8] {
        [0, 1] + number(client) + number(UInt64(ranges.count))
            + ranges.flatMap { number($0.0) + number($0.1) }
    }

    static func id(_ client: UInt64, _ clock: UInt64) -> [UInt8] { number(client) + number(clock) }

    static func message(_ kind: [UInt8], _ body: [UInt8]) -> [UInt8] {
        kind + number(UInt64(body.count)) + body
    }

    static func update(_ bytes: [UInt8]) -> [UInt8] { message([0, 2], bytes) }

    static let notes = [1] + text("notes")
    static let items = [1] + text("items")
    /// A letter with no neighbours.
    static let letter = [4] + notes + [1, 88]

    /// A letter behind an element, before another, or between two.
    static func letter(after left: [UInt8]?, before right: [UInt8]?) -> [UInt8] {
        [4 | (left == nil ? 0 : 0x80) | (right == nil ? 0 : 0x40)] + (left ?? []) + (right ?? []) + [1, 88]
    }
}
