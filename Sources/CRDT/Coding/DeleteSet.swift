/// Ranges of deleted elements, per client. Yjs: `DeleteSet`.
struct DeleteSet: Sendable, Hashable {
    struct Range: Sendable, Hashable {
        var clock: Clock
        var length: Clock
        var end: Clock { clock + length }
    }

    private(set) var ranges: [ClientID: [Range]] = [:]

    var isEmpty: Bool { ranges.isEmpty }
    var rangeCount: Int { ranges.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ client: ClientID, _ clock: Clock, _ length: Clock) {
        guard length > 0 else { return }
        if let last = ranges[client]?.last, last.end == clock, let count = ranges[client]?.count {
            ranges[client]?[count - 1].length += length
        } else {
            ranges[client, default: []].append(Range(clock: clock, length: length))
        }
    }

    mutating func formUnion(_ other: DeleteSet) {
        for (client, more) in other.ranges { ranges[client, default: []] += more }
        normalize()
    }

    /// Sorts and joins overlapping and adjacent ranges. Yjs: `sortAndMergeDeleteSet`.
    mutating func normalize() {
        for (client, unsorted) in ranges { ranges[client] = Self.normalized(unsorted) }
    }

    static func normalized(_ unsorted: [Range]) -> [Range] {
        var merged: [Range] = []
        for range in unsorted.sorted(by: { $0.clock < $1.clock }) {
            if let last = merged.last, range.clock <= last.end {
                merged[merged.count - 1].length = max(last.end, range.end) - last.clock
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    func contains(_ id: ID) -> Bool {
        guard let ranges = ranges[id.client] else { return false }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].end <= id.clock { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].clock <= id.clock
    }

    init() {}

    init(from reader: inout ByteReader, limits: DecodingLimits, budget: inout Int) throws(DecodingFailure) {
        let clients = try reader.readCount(limit: "clients", maximum: limits.clientsMax)
        for _ in 0..<clients {
            let client = try reader.readVarUint()
            let count = try reader.readCount(limit: "delete ranges", maximum: budget)
            budget -= count
            for _ in 0..<count {
                let at = reader.at
                let clock = try reader.readClock()
                let length = try reader.readClock()
                guard UInt64(clock) + UInt64(length) < 1 << 31 else { throw .numberTooLarge(at: at) }
                if length > 0 { ranges[client, default: []].append(Range(clock: clock, length: length)) }
            }
        }
        normalize()
    }

    func write(to writer: inout ByteWriter) {
        writer.writeVarUint(ranges.count)
        for (client, ranges) in ranges.sorted(by: { $0.key > $1.key }) {
            writer.writeVarUint(client)
            writer.writeVarUint(ranges.count)
            for range in ranges {
                writer.writeVarUint(range.clock)
                writer.writeVarUint(range.length)
            }
        }
    }
}
