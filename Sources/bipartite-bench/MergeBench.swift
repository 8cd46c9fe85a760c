import ArgumentParser
import CRDT

/// Measures `mergeUpdates` on the updates of a trace, one for each of its first steps.
struct MergeBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Measure mergeUpdates: the one-step updates of a trace into one.",
        discussion:
            "The first run warms up and is not counted. The text is that of a document fed the result.")

    @Option(help: "A .json or .json.gz trace.") var trace: String
    @Option(help: "How many updates, from the trace's beginning.") var updates = 20_000
    @Option(help: "Counted runs.") var runs = 5
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        guard runs > 0, runs <= 10_000 else { throw ValidationError("--runs takes a number from 1 to 10000") }
        guard updates > 1 else { throw ValidationError("--updates takes a number from 2 on") }
    }

    func run() throws {
        var trace = try Trace(path: trace)
        trace.txns = Array(trace.txns.prefix(updates))
        let parts = Replay(trace).updates.filter { !$0.isEmpty }
        var merged = try mergeUpdates(parts)
        var cpu: [Double] = []
        var wall: [Double] = []
        for _ in 0..<runs {
            let start = (Clock.cpu(), Clock.wall())
            merged = try mergeUpdates(parts)
            cpu.append(Clock.cpu() - start.0)
            wall.append(Clock.wall() - start.1)
        }
        var doc = Doc(clientID: 1)
        try doc.apply(merged)
        let result = Measurement(cpu: cpu, wall: wall, doc: doc)
        print(json ? result.json : result.table(mode: "merge of \(parts.count)"))
    }
}
