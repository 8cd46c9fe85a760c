import Foundation

/// What one measurement found; the keys are stable.
struct LoadResult: Encodable, Sendable {
    var seconds: Double
    var deliveries: Int
    var deliveries_per_s: Double
    /// Updates that everybody had.
    var updates_per_s: Double
    var awareness_per_s: Double
    var latency_p50_ms: Double?
    var latency_p95_ms: Double?
    var latency_p99_ms: Double?
    /// Cores the server used.
    var server_cpu: Double
    var server_cpu_us_per_delivery: Double?
    /// Share of its one core that the generator used: half or less is headroom of two.
    var generator_cpu: Double
    var rss_mib: Double
    var peak_mib: Double
    /// From the cut until the last was in sync again.
    var storm_s: Double?
    /// Tries that were told to come later.
    var told_later: Int?
    /// Deaf connections that were let go.
    var dropped: Int?

    init(
        from start: LoadRun.Reading, to end: LoadRun.Reading, counts: LoadRun.Counts, server: LoadedProcess
    ) {
        seconds = end.wall - start.wall
        deliveries = counts.deliveries
        deliveries_per_s = Double(counts.deliveries) / seconds
        updates_per_s = Double(counts.updates) / seconds
        awareness_per_s = Double(counts.awareness) / seconds
        latency_p50_ms = counts.latencies.percentile(0.50)
        latency_p95_ms = counts.latencies.percentile(0.95)
        latency_p99_ms = counts.latencies.percentile(0.99)
        let cpu = end.serverCPU - start.serverCPU
        server_cpu = cpu / seconds
        server_cpu_us_per_delivery = counts.deliveries > 0 ? cpu * 1e6 / Double(counts.deliveries) : nil
        generator_cpu = (end.ownCPU - start.ownCPU) / seconds
        rss_mib = server.residentMiB
        peak_mib = server.peakMiB
    }

    func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var table: String {
        func line(_ name: String, _ value: Double?, _ unit: String) -> String? {
            value.map { String(format: "%-28@ %12.2f %@", name as NSString, $0, unit as NSString) }
        }
        return [
            line("deliveries", deliveries_per_s, "/s"), line("updates everybody has", updates_per_s, "/s"),
            line("awareness messages", awareness_per_s, "/s"), line("latency p50", latency_p50_ms, "ms"),
            line("latency p95", latency_p95_ms, "ms"), line("latency p99", latency_p99_ms, "ms"),
            line("server", server_cpu, "cores"),
            line("server, a delivery", server_cpu_us_per_delivery, "us CPU"),
            line("generator", generator_cpu, "cores"), line("resident", rss_mib, "MiB"),
            line("resident at most", peak_mib, "MiB"), line("storm is over after", storm_s, "s"),
            line("told to come later", told_later.map(Double.init), ""),
            line("deaf readers let go", dropped.map(Double.init), ""),
        ].compactMap { $0 }.joined(separator: "\n")
    }
}
