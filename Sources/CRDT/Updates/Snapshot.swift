/// A moment of a document: how far each client was known, and what was deleted. Yjs: `Snapshot`.
///
/// It holds no content. Together with a document that keeps deleted content (`gc: false`) it shows what was
/// there then.
public struct Snapshot: Hashable, Sendable {
    let deletes: DeleteSet
    public let stateVector: StateVector

    init(deletes: DeleteSet, stateVector: StateVector) {
        self.deletes = deletes
        self.stateVector = stateVector
    }

    /// A moment at which nothing was deleted; without `stateVector`, before anything was written. Yjs:
    /// `emptySnapshot`.
    public init(stateVector: StateVector = StateVector()) {
        self.init(deletes: DeleteSet(), stateVector: stateVector)
    }

    /// Whether an element was known and not deleted at this moment.
    public func shows(_ id: ID) -> Bool { id.clock < stateVector[id.client] && !deletes.contains(id) }
}

extension Snapshot {
    /// Reads a snapshot (v1) and nothing after it. Yjs: `decodeSnapshot`.
    public init(decoding bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingFailure) {
        try self.init(bytes, limits: limits) { reader, _ throws(DecodingFailure) in
            DeleteSet.Range(clock: try reader.readClock(), length: try reader.readClock())
        }
    }

    /// Reads a snapshot in the second format and nothing after it. Yjs: `decodeSnapshotV2`.
    public init(decodingV2 bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingFailure) {
        try self.init(bytes, limits: limits) { reader, cursor throws(DecodingFailure) in
            let at = reader.at
            let clock = cursor + (try reader.readClock())
            let length = 1 + (try reader.readClock())
            guard clock < 1 << 31, length < 1 << 31 else { throw .numberTooLarge(at: at) }
            return DeleteSet.Range(clock: clock, length: length)
        }
    }

    private init(
        _ bytes: [UInt8], limits: DecodingLimits,
        _ readRange: (inout ByteReader, Clock) throws(DecodingFailure) -> DeleteSet.Range
    ) throws(DecodingFailure) {
        try limits.checkBytes(bytes.count)
        var reader = ByteReader(bytes)
        var deletes = DeleteSet()
        var budget = limits.structsMax
        for _ in 0..<(try reader.readCount(limit: "clients", maximum: limits.clientsMax)) {
            let client = try reader.readVarUint()
            let count = try reader.readCount(limit: "delete ranges", maximum: budget)
            budget -= count
            var cursor: Clock = 0
            for _ in 0..<count {
                let at = reader.at
                let range = try readRange(&reader, cursor)
                guard UInt64(range.clock) + UInt64(range.length) < 1 << 31 else {
                    throw .numberTooLarge(at: at)
                }
                deletes.add(client, range.clock, range.length)
                cursor = range.end
            }
        }
        deletes.normalize()
        self.init(
            deletes: deletes, stateVector: try StateVector(from: &reader, clientsMax: limits.clientsMax))
        try reader.expectEnd()
    }

    /// The snapshot (v1): deletes, then state vector, clients in descending order. Yjs: `encodeSnapshot`.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        deletes.write(to: &writer)
        writer.writeRaw(stateVector.encoded())
        return writer.bytes
    }

    /// The snapshot in the second format. Yjs: `encodeSnapshotV2`.
    public func encodedV2() -> [UInt8] {
        var writer = ByteWriter()
        deletes.writeV2(to: &writer)
        writer.writeRaw(stateVector.encoded())
        return writer.bytes
    }
}
