public import CRDT

extension AwarenessUpdate {
    /// Follows `applyAwarenessUpdate` of y-protocols: count, then client, clock and JSON of each entry.
    public init(decoding bytes: [UInt8], limits: DecodingLimits) throws(DecodingFailure) {
        try limits.checkBytes(bytes.count)
        var reader = ByteReader(bytes)
        let count = try reader.readCount(limit: "clients", maximum: limits.clientsMax)
        entries = []
        for _ in 0..<count {
            let client = try reader.readVarUint()
            let clock = try reader.readVarUint()
            let state = try AnyValue(json: try reader.readVarString(), limits: limits)
            entries.append(Entry(client: client, clock: clock, state: state))
        }
        try reader.expectEnd()
    }

    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUint(entries.count)
        for entry in entries {
            writer.writeVarUint(entry.client)
            writer.writeVarUint(entry.clock)
            writer.writeVarString(entry.state.json)
        }
        return writer.bytes
    }
}
