/// Writes an update struct by struct, each copied from the bytes it was read from. Yjs: `LazyStructWriter`.
struct StructWriter<Fields: FieldWriter>: Sendable {
    /// What one client's structs put into `Fields.rest`.
    private struct Section {
        var count: Int
        var range: Range<Int>
    }

    private var fields = Fields()
    private var sections: [Section] = []
    private var client: ClientID = 0

    /// `isJSON`: how the source writes the values of embeds and formats.
    mutating func write(_ one: StructView, from source: [UInt8], isJSON: Bool) {
        if sections.isEmpty || client != one.id.client { openSection(at: one.id) }
        sections[sections.count - 1].count += 1
        switch one.content {
        case .gc:
            fields.writeInfo(0)
            fields.writeLength(one.length)
        case .skip:
            fields.writeInfo(10)
            fields.rest.writeVarUint(one.length)
        default:
            writeHeader(one, from: source)
            write(one.content, one.length, from: source, isJSON: isJSON)
        }
    }

    private mutating func openSection(at id: ID) {
        closeSection()
        client = id.client
        let start = fields.rest.bytes.count
        sections.append(Section(count: 0, range: start..<start))
        fields.writeClient(id.client)
        fields.rest.writeVarUint(id.clock)
    }

    private mutating func closeSection() {
        guard let last = sections.last else { return }
        sections[sections.count - 1].range = last.range.lowerBound..<fields.rest.bytes.count
    }

    /// Follows `Item#write` in Yjs 13.6.
    private mutating func writeHeader(_ one: StructView, from source: [UInt8]) {
        // A document writes the flag of a key with every struct that has one; this, as Yjs's functions on
        // updates, only where the key itself follows.
        let hasKey = one.parentSub != nil
        fields.writeInfo(
            one.content.reference | (one.origin != nil ? 0x80 : 0) | (one.rightOrigin != nil ? 0x40 : 0)
                | (hasKey ? 0x20 : 0))
        if let origin = one.origin { fields.writeLeftID(origin) }
        if let rightOrigin = one.rightOrigin { fields.writeRightID(rightOrigin) }
        guard one.origin == nil, one.rightOrigin == nil else { return }
        switch one.parent {
        case .root(let name):
            fields.writeParentIsRoot(true)
            fields.writeString(name, from: source)
        case .item(let id):
            fields.writeParentIsRoot(false)
            fields.writeLeftID(id)
        case nil: preconditionFailure("a struct without origins names its parent")
        }
        if let key = one.parentSub { fields.writeString(key, from: source) }
    }

    private mutating func write(
        _ content: StructView.Content, _ length: Clock, from source: [UInt8], isJSON: Bool
    ) {
        switch content {
        case .gc, .skip, .deleted: fields.writeLength(length)
        case .json(let texts):
            fields.writeLength(length)
            for text in texts { fields.writeString(text, from: source) }
        case .binary(let range): fields.rest.writeVarBytes(source[range])
        case .string(let text): fields.writeString(text, from: source)
        case .embed(let value): fields.writeValue(value, from: source, isJSON: isJSON)
        case .format(let key, let value):
            fields.writeKey(key, from: source)
            fields.writeValue(value, from: source, isJSON: isJSON)
        case .type(let kind, let name):
            fields.writeTypeReference(kind)
            if let name { fields.writeKey(name, from: source) }
        case .any(let range):
            fields.writeLength(length)
            fields.rest.writeRaw(source[range])
        case .document(let guid, let options):
            fields.writeString(guid, from: source)
            fields.rest.writeRaw(source[options])
        }
    }

    /// The whole update. Follows `finishLazyStructWriting` in Yjs 13.6.
    consuming func finish(_ deletes: DeleteSet) -> [UInt8] {
        closeSection()
        var rest = ByteWriter()
        rest.writeVarUint(sections.count)
        for section in sections {
            rest.writeVarUint(section.count)
            rest.writeRaw(fields.rest.bytes[section.range])
        }
        fields.writeDeletes(deletes, to: &rest)
        fields.rest = rest
        return fields.finish()
    }
}
