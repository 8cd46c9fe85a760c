import Foundation

/// SplitMix64: one number replays every choice.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    public mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &self) < part }

    public mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    public mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[number(below: choices.count)]
    }
}

/// The seeds a random test runs: `BIPARTITE_FROM` and `BIPARTITE_COUNT`, or `count` of them from 0.
public enum Seeds {
    public static func range(count: Int) -> Range<UInt64> {
        let from = environment("BIPARTITE_FROM") ?? 0
        return from..<from + (environment("BIPARTITE_COUNT") ?? UInt64(count))
    }

    private static func environment(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}
