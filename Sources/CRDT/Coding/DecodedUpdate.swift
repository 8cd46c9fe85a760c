/// One Yjs update (v1), decoded and validated whole; nothing is applied yet.
public struct DecodedUpdate: Sendable {
    /// Per client its structs, in clock order.
    var structs: [ClientID: [RawStruct]]
    var deletes: DeleteSet

    init(structs: [ClientID: [RawStruct]], deletes: DeleteSet) {
        self.structs = structs
        self.deletes = deletes
    }

    /// - Throws: the first fault found; nothing is kept of a faulty update.
    public init(decoding bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingFailure) {
        var decoder = try UpdateV1Decoder(bytes, limits: limits)
        (structs, deletes) = try decoder.read()
    }

    /// The update again as bytes (v1).
    public func encoded() -> [UInt8] { UpdateV1Encoder.encode(structs, deletes) }

    public var isEmpty: Bool { structs.values.allSatisfy(\.isEmpty) && deletes.isEmpty }

    /// Clients that wrote structs in it (Skips not counted).
    public var clients: Set<ClientID> {
        var clients: Set<ClientID> = []
        for (client, list) in structs where list.contains(where: { $0.kind != .skip }) {
            clients.insert(client)
        }
        return clients
    }

    /// Root types its items name on the wire, each once.
    public var rootNames: Set<String> {
        var names: Set<String> = []
        for body in bodies { if case .root(let name) = body.parent { names.insert(name) } }
        return names
    }

    /// Every `TypeKind` its contents create.
    public var typeKinds: Set<TypeKind> {
        var kinds: Set<TypeKind> = []
        for body in bodies { if case .type(let kind, _) = body.content { kinds.insert(kind) } }
        return kinds
    }

    public var structCount: Int { structs.values.reduce(0) { $0 + $1.count } }

    private var bodies: some Sequence<RawStruct.Body> {
        structs.values.lazy.joined().compactMap { if case .item(let body) = $0.kind { body } else { nil } }
    }
}
