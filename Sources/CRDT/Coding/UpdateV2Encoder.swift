/// Writes structs as a v2 update. Follows `writeClientsStructs` and `Item#write` in Yjs 13.6.
///
/// Values go out as they are: this format has `undefined`, big integers and bytes where v1 has JSON.
struct UpdateV2Encoder {
    private var fields = FieldWriterV2()

    /// `sections`: per client its structs in clock order; written in descending client id.
    static func encode(_ sections: [ClientID: [RawStruct]], _ deletes: DeleteSet) -> [UInt8] {
        var encoder = UpdateV2Encoder()
        let filled = sections.filter { !$0.value.isEmpty }.sorted { $0.key > $1.key }
        encoder.fields.rest.writeVarUint(filled.count)
        for (client, structs) in filled {
            encoder.fields.rest.writeVarUint(structs.count)
            encoder.fields.writeClient(client)
            encoder.fields.rest.writeVarUint(structs[0].id.clock)
            for one in structs { encoder.write(one) }
        }
        deletes.writeV2(to: &encoder.fields.rest)
        return encoder.fields.finish()
    }

    private mutating func write(_ one: RawStruct) {
        switch one.kind {
        case .gc:
            fields.writeInfo(0)
            fields.writeLength(one.length)
        case .skip:
            fields.writeInfo(10)
            fields.rest.writeVarUint(one.length)
        case .item(let body): write(body)
        }
    }

    private mutating func write(_ body: RawStruct.Body) {
        fields.writeInfo(
            body.content.kind.rawValue | (body.origin != nil ? 0x80 : 0)
                | (body.rightOrigin != nil ? 0x40 : 0) | (body.hasParentSub ? 0x20 : 0))
        if let origin = body.origin { fields.writeLeftID(origin) }
        if let rightOrigin = body.rightOrigin { fields.writeRightID(rightOrigin) }
        if body.origin == nil, body.rightOrigin == nil {
            switch body.parent {
            case .root(let name):
                fields.writeParentIsRoot(true)
                fields.writeString(name)
            case .item(let id):
                fields.writeParentIsRoot(false)
                fields.writeLeftID(id)
            case .inherited: preconditionFailure("a struct without origins names its parent")
            }
            if body.hasParentSub { fields.writeString(body.parentSub ?? "") }
        }
        write(body.content)
    }

    /// Follows `Content#write` in Yjs 13.6.
    private mutating func write(_ content: Content) {
        switch content {
        case .deleted(let length): fields.writeLength(length)
        case .json(let texts):
            fields.writeLength(Clock(texts.count))
            for text in texts { fields.writeString(text) }
        case .binary(let bytes): fields.rest.writeVarBytes(bytes)
        case .string(let units): fields.writeString(String(decoding: units, as: UTF16.self))
        case .embed(let value): value.write(to: &fields.rest)
        case .format(let key, let value):
            fields.writeKey(key)
            value.write(to: &fields.rest)
        case .type(let kind, let name):
            fields.writeTypeReference(kind)
            if kind == .xmlElement || kind == .xmlHook { fields.writeKey(name) }
        case .any(let values):
            fields.writeLength(Clock(values.count))
            for value in values { value.write(to: &fields.rest) }
        case .document(let guid, let options):
            fields.writeString(guid)
            options.write(to: &fields.rest)
        }
    }
}
