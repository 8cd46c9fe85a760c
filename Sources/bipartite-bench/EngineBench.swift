import ArgumentParser
import CLinux
import CRDT
import Crypto
import Foundation

/// Measures the engine on one trace, in one mode.
struct EngineBench: ParsableCommand {
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case local, stream, load, encode, memory
    }

    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Measure the engine on an editing trace.",
        discussion: """
            local   every step one transaction, its update bytes made
            stream  every step's update applied to a second document, one transaction each
            load    the whole document from one update
            encode  the whole document to one update
            memory  growth of resident memory per loaded copy
            The first run warms up and is not counted.
            """)

    @Option(help: "A .json or .json.gz trace.") var trace: String
    @Option(help: "What to measure: \(Mode.allCases.map(\.rawValue).joined(separator: ", ")).") var mode: Mode
    @Option(help: "Counted runs.") var runs = 5
    @Option(name: .customLong("repeat"), help: "Play the trace that many times end to end.") var times = 1
    @Option(help: "Measure nothing: write the trace in UTF-16 positions and our updates into this folder.")
    var export: String?
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        guard runs > 0, runs <= 10_000 else { throw ValidationError("--runs takes a number from 1 to 10000") }
        guard times > 0, times <= 100 else { throw ValidationError("--repeat takes a number from 1 to 100") }
    }

    func run() throws {
        let trace = try Trace(path: trace).repeated(times)
        if let export { return try write(trace, into: URL(filePath: export)) }
        let result = try measure(trace)
        guard result.text == trace.endContent else {
            throw ValidationError(
                "the final text differs from the trace's: the engine is wrong on this trace")
        }
        print(json ? result.json : result.table(mode: mode.rawValue))
    }

    private func measure(_ trace: Trace) throws -> Measurement {
        switch mode {
        case .local:
            return repeating {
                (try? Replay(trace).merged()) ?? Doc(clientID: 1)
            }
        case .stream:
            let updates = Replay(trace).updates.filter { !$0.isEmpty }
            return repeating {
                var doc = Doc(clientID: 1)
                for update in updates { _ = try? doc.apply(update) }
                return doc
            }
        case .load:
            let state = try Replay(trace).merged().encodeStateAsUpdate()
            return repeating { (try? loaded(state)) ?? Doc(clientID: 1) }
        case .encode:
            // Loaded, as the peers' are: how a document came about must not count.
            let doc = try loaded(Replay(trace).merged().encodeStateAsUpdate())
            return repeating {
                _ = doc.encodeStateAsUpdate()
                return doc
            }
        case .memory:
            return try memory(trace)
        }
    }

    private func loaded(_ state: [UInt8]) throws -> Doc {
        var doc = Doc(clientID: 1)
        try doc.apply(state)
        return doc
    }

    /// For the peers: `trace.json`, and `updates.bin` of updates with their lengths (32 bits, little-endian),
    /// the last of them the whole state.
    private func write(_ trace: Trace, into folder: URL) throws {
        let replay = Replay(trace)
        let state = try replay.merged().encodeStateAsUpdate()
        var bytes = Data()
        for update in replay.updates.filter({ !$0.isEmpty }) + [state] {
            for shift in stride(from: 0, to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: update.count >> shift))
            }
            bytes.append(contentsOf: update)
        }
        try bytes.write(to: folder.appending(path: "updates.bin"))
        try JSONEncoder().encode(trace).write(to: folder.appending(path: "trace.json"))
    }

    private func repeating(_ work: () -> Doc) -> Measurement {
        var cpu: [Double] = []
        var wall: [Double] = []
        var last = work()
        for _ in 0..<runs {
            let start = (Clock.cpu(), Clock.wall())
            last = work()
            cpu.append(Clock.cpu() - start.0)
            wall.append(Clock.wall() - start.1)
        }
        return Measurement(cpu: cpu, wall: wall, doc: last)
    }

    private func memory(_ trace: Trace) throws -> Measurement {
        let state = try Replay(trace).merged().encodeStateAsUpdate()
        var copies: [Doc] = []
        copies.reserveCapacity(200)
        // What making the state has freed would be filled first, and not be seen as growth.
        malloc_trim(0)
        let before = Clock.residentKiB()
        for _ in 0..<200 { try copies.append(loaded(state)) }
        var result = Measurement(cpu: [0], wall: [0], doc: copies[0])
        result.liveKiB = (Clock.residentKiB() - before) / 200
        return result
    }
}

/// What one bench prints; the keys are stable.
struct Measurement {
    var cpu: [Double]
    var wall: [Double]
    var text: String
    var updateBytes: Int
    var updateSHA256: String
    var updateV2Bytes: Int
    var updateV2SHA256: String
    var liveKiB = 0.0

    init(cpu: [Double], wall: [Double], doc: Doc) {
        self.cpu = cpu.sorted()
        self.wall = wall.sorted()
        text = doc.benchText
        let update = doc.encodeStateAsUpdate()
        updateBytes = update.count
        updateSHA256 = Self.sha256(Data(update))
        let second = doc.encodeStateAsUpdateV2()
        updateV2Bytes = second.count
        updateV2SHA256 = Self.sha256(Data(second))
    }

    var sha256: String { Self.sha256(Data(text.utf8)) }

    private static func sha256(_ data: Data) -> String {
        SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
    }

    var json: String {
        """
        {"cpu_ms_median": \(cpu[cpu.count / 2]), "cpu_ms_min": \(cpu[0]), \
        "wall_ms_median": \(wall[wall.count / 2]), \
        "final_sha256": "\(sha256)", "update_bytes": \(updateBytes), "live_kib": \(liveKiB), \
        "update_sha256": "\(updateSHA256)", "update_v2_bytes": \(updateV2Bytes), \
        "update_v2_sha256": "\(updateV2SHA256)"}
        """
    }

    func table(mode: String) -> String {
        mode == "memory"
            ? String(format: "memory: %.0f KiB a copy, %d bytes encoded", liveKiB, updateBytes)
            : String(
                format: "\(mode): median %.2f ms CPU, minimum %.2f; %.2f ms wall; %d bytes encoded",
                cpu[cpu.count / 2], cpu[0], wall[wall.count / 2], updateBytes)
    }
}
