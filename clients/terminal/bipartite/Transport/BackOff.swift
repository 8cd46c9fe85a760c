/// How long to wait before the next attempt: doubling from 0.2 s to 30 s, spread at random over the upper
/// half.
struct BackOff: Sendable {
    private var attempts = 0

    mutating func reset() { attempts = 0 }

    mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let full = min(30.0, 0.2 * Double(1 << min(attempts, 10)))
        attempts += 1
        return .milliseconds(Int(Double.random(in: full / 2...full, using: &random) * 1000))
    }
}
