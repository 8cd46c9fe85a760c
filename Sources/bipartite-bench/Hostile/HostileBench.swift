import ArgumentParser
import CRDT
import Foundation

/// Measures what bytes of people who mean harm cost the room, beside those of people who type.
struct HostileBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostile",
        abstract: "CPU per byte of hostile messages, beside that of honest typing in the same room.",
        discussion: """
            Every shape is sent to a room of its own, through decoder, checks, engine and gate \
            of `RoomCore.Room`, without sockets or disk. Honest bytes are those of a recorded history, typed \
            by a member. Afterwards the member types on: how long an edit takes then, beside before.
            """)

    @Option(help: "A recorded history, .json or .json.gz: the honest bytes.")
    var trace = "Tests/Benchmarks/traces/sveltecomponent.json.gz"
    @Option(help: "Only shapes whose name holds this.") var shape: String?
    @Option(help: "Times each shape is sent, each time to a fresh room; the median counts.") var runs = 3
    @Flag(help: "Attack a document alone, with what must wait pending in the engine.") var pending = false
    @Flag(help: "Print one JSON object.") var json = false

    struct Row: Encodable {
        var name: String
        var messages: Int
        var bytes: Int
        var ns_per_byte: Double
        /// Of the honest bytes' cost in this run.
        var ratio: Double
        /// An honest edit afterwards, of one before.
        var later_edits: Double
        var refused: Int
    }

    struct Report: Encodable {
        var honest_ns_per_byte: Double
        var honest_bytes_per_message: Double
        var rows: [Row]
    }

    func run() throws {
        let honest = Replay(try Trace(path: trace), root: "notes").updates.filter { !$0.isEmpty }
        try pending ? report(honest, AttackedDocument.self) : report(honest, AttackedRoom.self)
    }

    private func report<Victim: Attacked>(_ honest: [[UInt8]], _ victim: Victim.Type) throws {
        let cost = median((0..<runs).map { _ in Self.typing(honest, in: Victim()) })
        let bytes = honest.reduce(0) { $0 + $1.count }
        let base = cost / Double(bytes)
        let room = Victim(holding: honest)
        let rows = HostileShape.all.filter { shape == nil || $0.name.contains(shape ?? "") }.map { shape in
            measure(shape, in: room, base: base)
        }
        let report = Report(
            honest_ns_per_byte: base, honest_bytes_per_message: Double(bytes) / Double(honest.count),
            rows: rows)
        print(try json ? encoded(report) : table(report))
    }

    /// Nanoseconds of CPU for a member's whole recorded history.
    private static func typing(_ updates: [[UInt8]], in empty: some Attacked) -> Double {
        var room = empty
        return room.cpu { room in for update in updates { room.say(HostileShape.update(update), as: .honest) }
        }
    }

    private func measure(_ shape: HostileShape, in room: some Attacked, base: Double) -> Row {
        let messages = shape.messages(room.facts)
        let bytes = messages.reduce(0) { $0 + $1.count }
        var costs: [Double] = []
        var later: [Double] = []
        var refused = 0
        for _ in 0..<runs {
            var victim = room
            let before = victim.edit(times: 400)
            refused = 0
            // The clock's own cost, which counts for much beside a message of five bytes.
            var cost = -Double(messages.count) * median((0..<1000).map { _ in victim.cpu { _ in } })
            for message in messages {
                cost += victim.cpu { $0.say(message, as: .attacker) }
                if victim.letBackIn() { refused += 1 }
            }
            costs.append(cost)
            later.append(victim.edit(times: 400) / before)
        }
        let perByte = median(costs) / Double(bytes)
        return Row(
            name: shape.name, messages: messages.count, bytes: bytes, ns_per_byte: perByte,
            ratio: perByte / base, later_edits: median(later), refused: refused)
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private func encoded(_ report: Report) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    private func table(_ report: Report) -> String {
        let head = String(
            format: "honest typing: %.0f ns a byte, %.0f bytes a message", report.honest_ns_per_byte,
            report.honest_bytes_per_message)
        return report.rows.reduce(into: head) { text, row in
            text += String(
                format: "\n%8.1f ns/B %6.2fx  edits after %5.2fx  %6d messages %9d bytes %5d refused  ",
                row.ns_per_byte, row.ratio, row.later_edits, row.messages, row.bytes, row.refused)
            text += row.name
        }
    }
}
