import Foundation
import Testing

@testable import Server

@Suite("What the server counts")
struct MetricsTests {
    @Test("Every family and every label has cells of its own, and all of them fit into a shard")
    func cells() {
        let shard = MetricShard()
        for family in MetricFamily.allCases {
            guard let values = family.label?.values else {
                shard.add(1, to: family)
                continue
            }
            #expect(Set(values).count == values.count && values.last == "other")
            for value in values { shard.count(family, value) }
        }
        #expect((0..<MetricFamily.allCellCount).allSatisfy { shard.value(of: $0) == 1 })
        #expect((MetricFamily.allCellCount..<MetricShard.cellCount).allSatisfy { shard.value(of: $0) == 0 })
        #expect(Set(MetricFamily.allCases.map(\.name)).count == MetricFamily.allCases.count)
    }

    @Test("What nobody listed counts as other, and no text of its own reaches the page")
    func unlisted() {
        let metrics = ServerMetrics()
        metrics.elsewhere.count(.documentsDenied, "committee-7/case-9")
        var page = MetricsPage()
        page.add(metrics)
        #expect(page.text.contains(#"bipartite_documents_denied_total{reason="other"} 1"#))
        #expect(!page.text.contains("case-9"))
    }

    @Test("A distribution counts each value up to its bound, beyond the last without one, and sums all")
    func distributions() {
        for distribution in MetricDistribution.allCases {
            #expect(distribution.bounds.count + 2 <= MetricDistribution.stride)
            #expect(distribution.bounds == distribution.bounds.sorted())
        }
        let metrics = ServerMetrics()
        for value in [1_000_000, 1_000_001, 60_000_000_000] { metrics.elsewhere.record(value, in: .flush) }
        var page = MetricsPage()
        page.add(metrics)
        for line in [
            #"bipartite_flush_seconds_bucket{le="0.0005"} 0"#,
            #"bipartite_flush_seconds_bucket{le="0.001"} 1"#,
            #"bipartite_flush_seconds_bucket{le="0.002"} 2"#, #"bipartite_flush_seconds_bucket{le="10"} 2"#,
            #"bipartite_flush_seconds_bucket{le="+Inf"} 3"#, "bipartite_flush_seconds_sum 60.002000001",
            "bipartite_flush_seconds_count 3",
        ] {
            #expect(page.text.split(separator: "\n").contains { $0 == line }, "\(line)")
        }
    }

    @Test("Counts of many threads add up")
    func threads() async {
        let metrics = ServerMetrics()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { metrics.elsewhere.add(3, to: .sentBytes) } }
            }
        }
        #expect(metrics.cells()[MetricFamily.sentBytes.firstCell] == 24_000)
    }

    @Test("A tar file is what tar makes of it, and comes back byte by byte")
    func tar() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tar-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["in", "out"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        let contents = [("a", 0), ("b", 1), ("c", 512), ("d", 70_001)].map { name, count in
            (name, Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
        }
        for (name, data) in contents { try data.write(to: folder.appending(path: "in/\(name)")) }
        let archive = folder.appending(path: "x.tar").path
        try TarArchive.write(contents.map(\.0), of: folder.appending(path: "in").path, to: archive)
        try TarArchive.read(archive, names: ["a", "b", "d"], into: folder.appending(path: "out").path)
        for (name, data) in contents {
            let found = FileManager.default.contents(atPath: folder.appending(path: "out/\(name)").path)
            #expect(found == (name == "c" ? nil : data))
        }
        var bytes = try Data(contentsOf: URL(filePath: archive))
        for cut in [0, 511, 512, 600, 3000] {
            try bytes.prefix(cut).write(to: URL(filePath: archive + ".cut"))
            _ = try? TarArchive.read(archive + ".cut", names: ["d"], into: folder.path)
        }
        bytes[3] ^= 1
        try bytes.write(to: URL(filePath: archive))
        #expect(throws: BackupFailure.self) {
            try TarArchive.read(archive, names: ["a"], into: folder.path)
        }
    }
}
