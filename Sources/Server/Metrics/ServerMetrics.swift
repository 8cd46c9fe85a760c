import NIOCore
import NIOPosix
public import RoomLog
import Synchronization

/// Every number the server counts: one shard per event loop, summed up when somebody asks.
public final class ServerMetrics: Sendable {
    private let shards: [ObjectIdentifier: MetricShard]
    /// For threads that are no event loop.
    let elsewhere = MetricShard()
    /// Why the log writes nothing any more until a new start; nil while it writes.
    private let halt = Mutex<LogFailure?>(nil)

    public init() {
        let loops = MultiThreadedEventLoopGroup.singleton
        shards = Dictionary(
            loops.makeIterator().map { (ObjectIdentifier($0), MetricShard()) }, uniquingKeysWith: { $1 })
    }

    /// The shard that whoever runs on this loop counts in.
    func shard(of loop: any EventLoop) -> MetricShard {
        shards[ObjectIdentifier(loop)] ?? elsewhere
    }

    /// A transaction of the log is over. Called by the committing thread.
    public func committed(_ report: CommitReport) {
        elsewhere.add(1, to: report.failure == nil ? .flushes : .flushFailures)
        if report.isLast { halt.withLock { $0 = report.failure } }
        guard report.failure == nil else { return }
        elsewhere.add(report.entryCount, to: .entries)
        elsewhere.add(report.payloadBytes, to: .entryBytes)
        elsewhere.record(report.nanoseconds, in: .flush)
        elsewhere.record(report.entryCount, in: .entriesPerFlush)
    }

    var haltedBy: LogFailure? { halt.withLock { $0 } }

    /// The sums over all shards, by cell.
    func cells() -> [Int] {
        let all = Array(shards.values) + [elsewhere]
        return (0..<MetricShard.cellCount).map { cell in all.reduce(0) { $0 &+ $1.value(of: cell) } }
    }
}

/// The cells of one event loop: nobody waits for a lock to count, and loops do not share cache lines.
final class MetricShard: Sendable {
    static let cellCount = 192
    private let cells = InlineArray<192, Atomic<Int>> { _ in Atomic(0) }

    init() {
        precondition(Self.cell(of: .entriesPerFlush) + MetricDistribution.stride <= Self.cellCount)
    }

    func add(_ count: Int, to family: MetricFamily) {
        cells[family.firstCell].wrappingAdd(count, ordering: .relaxed)
    }

    /// Counts one under the family's label; a value nobody listed counts as the last.
    func count(_ family: MetricFamily, _ value: String) {
        add(1, to: family, value)
    }

    func add(_ count: Int, to family: MetricFamily, _ value: String) {
        guard let values = family.label?.values else { return add(count, to: family) }
        let index = values.firstIndex(of: value) ?? values.count - 1
        cells[family.firstCell + index].wrappingAdd(count, ordering: .relaxed)
    }

    func record(_ value: Int, in distribution: MetricDistribution) {
        let bounds = distribution.bounds
        let first = Self.cell(of: distribution)
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        cells[first + bucket].wrappingAdd(1, ordering: .relaxed)
        cells[first + MetricDistribution.stride - 1].wrappingAdd(value, ordering: .relaxed)
    }

    func value(of cell: Int) -> Int {
        cells[cell].load(ordering: .relaxed)
    }

    /// Where the cells of a distribution begin; its sum is the last of them.
    static func cell(of distribution: MetricDistribution) -> Int {
        MetricFamily.allCellCount + distribution.rawValue * MetricDistribution.stride
    }
}
