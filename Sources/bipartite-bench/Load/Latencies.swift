/// Waits, counted in steps of 20 microseconds up to a second and of a millisecond up to a minute: few enough
/// that an empty one is made in no time, while answers are on their way.
struct Latencies: Sendable {
    private static let fineSteps = 50_000
    private static let coarseSteps = 59_000

    private var counts = [Int](repeating: 0, count: fineSteps + coarseSteps)
    private(set) var count = 0

    mutating func add(nanoseconds: UInt64) {
        counts[Self.step(nanoseconds)] += 1
        count += 1
    }

    private static func step(_ nanoseconds: UInt64) -> Int {
        guard nanoseconds >= 1_000_000_000 else { return Int(nanoseconds / 20_000) }
        return fineSteps + min(Int(clamping: nanoseconds / 1_000_000) - 1000, coarseSteps - 1)
    }

    /// In milliseconds, the upper end of the step; nil if nothing was counted.
    func percentile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((Double(count) * share).rounded(.up)))
        var seen = 0
        for (step, number) in counts.enumerated() where number > 0 {
            seen += number
            if seen >= rank {
                return step < Self.fineSteps ? Double(step + 1) / 50 : Double(step - Self.fineSteps + 1001)
            }
        }
        return nil
    }
}
