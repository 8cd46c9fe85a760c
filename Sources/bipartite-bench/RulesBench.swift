import ArgumentParser
import CRDT
import SyncProtocol

/// Measures what the rules cost an update that fans out.
struct RulesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Measure one update through a room, with its rules and without.",
        discussion: """
            One member types letter by letter into the plan, others read. Both ways decode the frame, apply \
            the update, make a log entry and frame what goes out; the room also asks who may write, whose \
            ids they are, what may come in, and what follows for signatures, clocks and subscribers. Rounds \
            of both alternate; the first is not counted.
            """)

    @Option(help: "Updates in a round.") var updates = 20_000
    @Option(help: "Connections that read.") var readers = 100
    @Option(help: "Counted rounds.") var rounds = 7
    @Option(
        help:
            "CPU of the server for one such update in the fan-out bench, microseconds: with it, what is kept."
    )
    var fanOut: Double?
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds takes 1 to 1000") }
        guard (1...1_000_000).contains(updates) else { throw ValidationError("--updates takes 1 to 1000000") }
        guard (1...10_000).contains(readers) else { throw ValidationError("--readers takes 1 to 10000") }
    }

    func run() throws {
        let frames = Self.typing(updates)
        var ruled: [Double] = []
        var bare: [Double] = []
        for round in 0...rounds {
            var room = RuledFanOut(readers: readers)
            var relay = BareFanOut(readers: readers)
            let times = (Self.time(&room, frames), Self.time(&relay, frames))
            guard round > 0 else { continue }
            ruled.append(times.0 / Double(updates))
            bare.append(times.1 / Double(updates))
        }
        let on = ruled.sorted()[ruled.count / 2]
        let off = bare.sorted()[bare.count / 2]
        let kept = fanOut.map { ($0 - (on - off)) / $0 * 100 }
        if json {
            var members: [AnyValue.Member] = [
                .init("rules_us", .number(on)), .init("bare_us", .number(off)),
            ]
            if let kept { members.append(.init("kept_percent", .number(kept))) }
            return print(AnyValue.object(members).json)
        }
        print("an update with rules \(on) us, without \(off) us, \(on - off) us apart")
        if let kept { print("of the fan-out without rules, \(kept) % is kept with them") }
    }

    /// CPU of all updates, in microseconds.
    private static func time(_ fanOut: inout some FanOut, _ frames: [[UInt8]]) -> Double {
        let start = Clock.cpu()
        var bytes = 0
        for frame in frames { bytes += fanOut.take(frame) }
        precondition(bytes > 0, "something went out")
        return (Clock.cpu() - start) * 1000
    }

    /// A member's frames, a letter each.
    private static func typing(_ count: Int) -> [[UInt8]] {
        var doc = Doc(clientID: 42)
        return (0..<count).compactMap { number in
            let change = doc.edit { transaction in
                let notes = transaction.root("notes", .text)
                transaction.insert("a", at: number, in: notes)
            }
            return YWebSocketCodec.encode(.sync(.update(change.update)))
        }
    }
}
