import TestSupport
import Testing

@testable import Committee

/// What one may not read is in no byte one receives: a search for markers over all that a room says.
@Suite("Canaries in a room")
struct CanaryTests {
    /// What one scenario came to.
    private struct Outcome: Sendable {
        var seed: UInt64
        var leaks: [String]
        var missing: [String]
        var places: Set<String>
        var commands: Set<String>
        var planted = 0
        var arrived: [CanaryWalk.Channel: Int]
        var bytes: Int
    }

    private static let steps = 70

    /// One after the other, and others' turn in between: most suites wait for real sockets.
    @concurrent
    private static func outcomes(_ seeds: Range<UInt64>) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        for seed in seeds {
            outcomes.append(try outcome(of: seed))
            await Task.yield()
        }
        return outcomes
    }

    private static func outcome(of seed: UInt64) throws -> Outcome {
        var walk = try CanaryWalk(seed: seed)
        walk.run(steps: steps)
        return Outcome(
            seed: seed, leaks: walk.leaks().map(\.description), missing: walk.missing(),
            places: Set(walk.planted.values.filter { $0.place != "refused" }.map(\.place)),
            commands: Set(walk.accepted.keys.map(\.rawValue)), planted: walk.planted.count,
            arrived: walk.arrivals(), bytes: walk.byteCount)
    }

    @Test("No marker reaches anybody who may not read it, and each reaches those who may")
    func scenarios() async throws {
        let outcomes = try await Self.outcomes(Seeds.range(count: 200))
        for outcome in outcomes {
            #expect(outcome.leaks == [], "seed \(outcome.seed)")
            #expect(outcome.missing == [], "seed \(outcome.seed)")
        }
        let leaks = outcomes.flatMap(\.leaks)
        print("leaks found: \(leaks.count)\(leaks.first.map { ", such as: \($0)" } ?? "")")
        let arrived = outcomes.reduce(into: [CanaryWalk.Channel: Int]()) { sum, outcome in
            sum.merge(outcome.arrived) { $0 + $1 }
        }
        let planted = outcomes.reduce(0) { $0 + $1.planted }
        let bytes = outcomes.reduce(0) { $0 + $1.bytes }
        print("canaries: \(outcomes.count) scenarios, \(planted) markers, \(bytes) bytes searched")
        let ways = CanaryWalk.Channel.allCases.map { "\($0) \(arrived[$0] ?? 0)" }
        print("arrived where they may: \(ways.joined(separator: ", "))")
        let commands = outcomes.reduce(into: Set<String>()) { $0.formUnion($1.commands) }
        print("commands taken: \(commands.count) of \(CommandType.allCases.count)")
        let never = CommandType.allCases.map(\.rawValue).filter { !commands.contains($0) }
        guard outcomes.count >= 100 else { return print("never taken: \(never)") }
        #expect(never == [], "commands that no scenario brings about hide what they tell")
        for channel in CanaryWalk.Channel.allCases where channel != .refusals {
            #expect(arrived[channel, default: 0] > 0, "nothing came by \(channel)")
        }
        let places = outcomes.reduce(into: Set<String>()) { $0.formUnion($1.places) }
        for document in DocumentName.standing {
            for place in Place.all(in: document) {
                #expect(places.contains("\(document.kind) \(place.field)"), "no marker in it")
            }
        }
    }

    @Test("A room that leaks is found out", arguments: CanaryWalk.Leak.allCases)
    fileprivate func leaks(_ leak: CanaryWalk.Leak) throws {
        let found = try (0..<8 as Range<UInt64>).reduce(0) { count, seed in
            var walk = try CanaryWalk(seed: seed, leak: leak)
            walk.run(steps: Self.steps)
            return count + walk.leaks().count
        }
        #expect(found > 0)
        print("leak \(leak): \(found) findings in 8 scenarios")
    }

    @Test("A marker is found in every disguise, wherever it begins", arguments: Disguise.allCases)
    func disguises(_ disguise: Disguise) {
        let marker = Marker(number: 4711)
        for before in 0..<6 {
            let noise = [UInt8](repeating: 0xA5, count: before)
            let bytes = noise + disguise.bytes(of: "\(marker.text) and more") + noise
            #expect(MarkerSearch.markersByDisguise(in: bytes)[disguise] == [4711])
        }
    }
}
