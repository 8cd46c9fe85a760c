extension StateVector {
    /// Reads a state vector (v1) and nothing after it.
    public init(decoding bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingFailure) {
        try limits.checkBytes(bytes.count)
        var reader = ByteReader(bytes)
        try self.init(from: &reader, clientsMax: limits.clientsMax)
        try reader.expectEnd()
    }

    init(from reader: inout ByteReader, clientsMax: Int) throws(DecodingFailure) {
        let count = try reader.readCount(limit: "clients", maximum: clientsMax)
        guard count <= reader.remaining else { throw .truncated(at: reader.at) }
        self.init()
        for _ in 0..<count {
            let client = try reader.readVarUint()
            self[client] = max(self[client], try reader.readClock())
        }
    }

    /// The state vector (v1), clients in descending order as Yjs writes them.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUint(clocks.count)
        for (client, clock) in clocks.sorted(by: { $0.key > $1.key }) {
            writer.writeID(ID(client: client, clock: clock))
        }
        return writer.bytes
    }
}
