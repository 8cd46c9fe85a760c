/// XML, bytes and sub-documents: what has content kinds of its own.
///
/// Attributes of an XML element are its map: `set`, `remove` and `value` work on them.
extension Transaction {
    /// Yjs: `YXmlFragment#insert` of a `YXmlElement`.
    @discardableResult
    public mutating func insertXmlElement(_ nodeName: String, at index: Int, in parent: TypeID) -> TypeID {
        insert(.type(.xmlElement, name: nodeName), at: index, in: parent)
    }

    /// Yjs: `YXmlFragment#insert` of a `YXmlHook`.
    @discardableResult
    public mutating func insertXmlHook(_ hookName: String, at index: Int, in parent: TypeID) -> TypeID {
        insert(.type(.xmlHook, name: hookName), at: index, in: parent)
    }

    /// An XML element as the value of a key.
    @discardableResult
    public mutating func setXmlElement(_ key: String, to nodeName: String, in map: TypeID) -> TypeID {
        guard !engine.isGone(map) else { return TypeID(.none) }
        let item = engine.set(key, to: .type(.xmlElement, name: nodeName), in: map.place)
        return TypeID(engine.items[item].type)
    }

    /// Yjs: `YArray#insert` of a `Uint8Array`.
    public mutating func insertBinary(_ bytes: [UInt8], at index: Int, in array: TypeID) {
        insert(.binary(bytes), at: index, in: array)
    }

    /// A sub-document in a list, by its guid. Yjs: `YArray#insert` of a `Doc`.
    ///
    /// - Parameter options: an object with `gc`, `autoLoad` or `meta`, as Yjs writes it.
    public mutating func insertDocument(
        guid: String, options: AnyValue = .object([]), at index: Int, in array: TypeID
    ) {
        insert(.document(guid: guid, options: options), at: index, in: array)
    }

    /// A sub-document as the value of a key. Yjs: `YMap#set` of a `Doc`.
    public mutating func setDocument(
        _ key: String, guid: String, options: AnyValue = .object([]), in map: TypeID
    ) {
        guard !engine.isGone(map) else { return }
        engine.set(key, to: .document(guid: guid, options: options), in: map.place)
    }

    /// A shared type as one element of a text. Yjs: `YText#insertEmbed` of a type.
    @discardableResult
    public mutating func insertEmbeddedType(
        _ kind: TypeKind, at index: Int, attributes: Attributes = [:], in text: TypeID
    ) -> TypeID {
        guard !engine.isGone(text) else { return TypeID(.none) }
        let number = engine.types.count
        engine.insert(.type(kind, name: ""), at: index, attributes: attributes, in: text.place)
        return TypeID(TypeIndex(rawValue: UInt32(number)))
    }

    @discardableResult
    private mutating func insert(_ content: Content, at index: Int, in list: TypeID) -> TypeID {
        guard !engine.isGone(list) else { return TypeID(.none) }
        let item = engine.insert(content, at: index, in: list.place)
        return TypeID(engine.items[item].type)
    }
}
