/// Writes structs as a v1 update. Follows `writeClientsStructs` and `Item#write` in Yjs 13.6.
struct UpdateV1Encoder {
    private(set) var writer = ByteWriter()

    /// `sections`: per client its structs in clock order; written in descending client id.
    static func encode(_ sections: [ClientID: [RawStruct]], _ deletes: DeleteSet) -> [UInt8] {
        var encoder = UpdateV1Encoder()
        let filled = sections.filter { !$0.value.isEmpty }.sorted { $0.key > $1.key }
        encoder.writer.writeVarUint(filled.count)
        for (client, structs) in filled {
            encoder.writer.writeVarUint(structs.count)
            encoder.writer.writeVarUint(client)
            encoder.writer.writeVarUint(structs[0].id.clock)
            for one in structs { encoder.write(one) }
        }
        deletes.write(to: &encoder.writer)
        return encoder.writer.bytes
    }

    private mutating func write(_ one: RawStruct) {
        switch one.kind {
        case .gc, .skip:
            writer.writeByte(one.kind == .gc ? 0 : 10)
            writer.writeVarUint(one.length)
        case .item(let body): write(body)
        }
    }

    private mutating func write(_ body: RawStruct.Body) {
        writer.writeByte(
            body.content.kind.rawValue | (body.origin != nil ? 0x80 : 0)
                | (body.rightOrigin != nil ? 0x40 : 0)
                | (body.hasParentSub ? 0x20 : 0))
        if let origin = body.origin { writer.writeID(origin) }
        if let rightOrigin = body.rightOrigin { writer.writeID(rightOrigin) }
        if body.origin == nil, body.rightOrigin == nil {
            switch body.parent {
            case .root(let name):
                writer.writeVarUint(1)
                writer.writeVarString(name)
            case .item(let id):
                writer.writeVarUint(0)
                writer.writeID(id)
            case .inherited: preconditionFailure("a struct without origins names its parent")
            }
            if body.hasParentSub { writer.writeVarString(body.parentSub ?? "") }
        }
        body.content.write(to: &writer)
    }
}

extension Content {
    /// Follows `Content#write` in Yjs 13.6.
    func write(to writer: inout ByteWriter) {
        switch self {
        case .deleted(let length): writer.writeVarUint(length)
        case .json(let texts):
            writer.writeVarUint(texts.count)
            for text in texts { writer.writeVarString(text) }
        case .binary(let bytes): writer.writeVarBytes(bytes)
        case .string(let units): writer.writeVarString(String(decoding: units, as: UTF16.self))
        case .embed(let value): writer.writeVarString(value.jsonForStockPeers)
        case .format(let key, let value):
            writer.writeVarString(key)
            writer.writeVarString(value.jsonForStockPeers)
        case .type(let kind, let name):
            writer.writeVarUint(kind.rawValue)
            if kind == .xmlElement || kind == .xmlHook { writer.writeVarString(name) }
        case .any(let values):
            writer.writeVarUint(values.count)
            for value in values { value.write(to: &writer) }
        case .document(let guid, let options):
            writer.writeVarString(guid)
            options.write(to: &writer)
        }
    }
}

extension AnyValue {
    /// As JSON. Yjs writes no value as the word `undefined`, which is none, and then cannot read it: null
    /// stands for it here.
    var jsonForStockPeers: String { self == .undefined ? "null" : json }
}
