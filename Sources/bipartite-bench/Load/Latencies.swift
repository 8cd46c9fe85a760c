/// Waits, counted in steps of 20 microseconds up to a minute.
struct Latencies: Sendable {
    private var counts = [Int](repeating: 0, count: 3_000_001)
    private(set) var count = 0

    mutating func add(nanoseconds: UInt64) {
        counts[min(Int(clamping: nanoseconds / 20_000), counts.count - 1)] += 1
        count += 1
    }

    /// In milliseconds, the upper end of the step; nil if nothing was counted.
    func percentile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((Double(count) * share).rounded(.up)))
        var seen = 0
        for (step, number) in counts.enumerated() where number > 0 {
            seen += number
            if seen >= rank { return Double(step + 1) / 50 }
        }
        return nil
    }
}
