/// The edits of one transaction. Positions count UTF-16 units; one out of range is our own mistake and traps.
///
/// An edit of a type that was deleted meanwhile does nothing.
///
/// It cannot be copied and so never outlives its `Doc.edit`, which owns the engine alone meanwhile.
public struct Transaction: ~Copyable {
    var engine: Engine
    /// Bytes that are being written, and an update that is being read: the room is used again.
    private var sink = ByteSink()
    private var scan = UpdateScan()

    init(_ engine: consuming Engine) {
        self.engine = engine
    }

    mutating func run(observed: Bool, _ body: (inout Transaction) -> Void) -> Change {
        engine.begin(observed: observed)
        body(&self)
        return engine.commit(&sink)
    }

    /// One transaction that merges a letter typed behind the one before, or a range deleted; nil, and
    /// nothing has changed, if the update is anything else.
    mutating func takePlain(_ update: [UInt8], limits: DecodingLimits, observed: Bool) -> Change? {
        guard update.count <= limits.bytesMax, limits.structsMax > 0, limits.clientsMax > 0 else {
            return nil
        }
        engine.begin(observed: observed)
        if engine.takeLetters(update) {
            guard !engine.pending.isEmpty else { return engine.commitVerbatim(update) }
            engine.transaction.isVerbatim = true
            engine.takeWoken()
            return engine.commit(&sink, taken: update)
        }
        guard let range = engine.onlyDelete(update) else { return nil }
        engine.takeDelete(range)
        return engine.commit(&sink, taken: update)
    }

    /// Reads a v1 update, to take it afterwards; returns how many structs it has, or nil if there is anything
    /// wrong with it.
    mutating func read(_ update: [UInt8], limits: DecodingLimits) -> Int? {
        scan.read(update, limits: limits) ? scan.structs.count : nil
    }

    /// One transaction that merges the update that was read, or as much of it as can be taken until
    /// neighbours were compared more often than the bound says; then it tells so.
    mutating func takeRead(
        _ update: [UInt8], observed: Bool, comparisonsMax: Int
    ) -> (change: Change, isOverBound: Bool) {
        engine.begin(observed: observed)
        engine.transaction.comparisonsMax = comparisonsMax
        let isOver = engine.take(scan)
        // Room for a large update is not kept: the next one is most likely a letter.
        if scan.structs.count > 64 { scan = UpdateScan() } else { scan.forgetSource() }
        return (engine.commit(&sink, taken: update), isOver)
    }

    /// As `takeRead`, of what was decoded.
    mutating func take(
        _ update: DecodedUpdate, observed: Bool, comparisonsMax: Int
    ) -> (change: Change, isOverBound: Bool) {
        engine.begin(observed: observed)
        engine.transaction.comparisonsMax = comparisonsMax
        let isOver = engine.apply(update)
        return (engine.commit(&sink), isOver)
    }

    /// The root type of that name, made if it is new.
    public mutating func root(_ name: String, _ kind: TypeKind) -> TypeID {
        TypeID(engine.root(name, kind))
    }

    // MARK: Text

    /// Inserts text. Without `attributes` it takes on the formats of its place. Yjs: `YText#insert`.
    public mutating func insert(
        _ string: String, at index: Int, attributes: Attributes? = nil, in text: TypeID
    ) {
        guard !string.isEmpty, let type = writable(text) else { return }
        guard engine.types[type].hasFormats || !(attributes?.isEmpty ?? true) else {
            let utf8 = string.utf8Span.span
            var all: UInt8 = 0
            for place in utf8.indices { all |= utf8[place] }
            let units = all < 0x80 ? utf8.count : string.utf16.count
            engine.type(utf8, units: Clock(units), at: index, in: type)
            return
        }
        engine.insert(.string(Array(string.utf16)), at: index, attributes: attributes, in: type)
    }

    /// Yjs: `YText#insertEmbed`.
    public mutating func insertEmbed(
        _ embed: AnyValue, at index: Int, attributes: Attributes? = nil, in text: TypeID
    ) {
        guard let type = writable(text) else { return }
        engine.insert(.embed(embed), at: index, attributes: attributes ?? [:], in: type)
    }

    /// Yjs: `YText#format`.
    public mutating func format(at index: Int, count: Int, attributes: Attributes, in text: TypeID) {
        guard count > 0, let type = writable(text) else { return }
        engine.format(at: index, count: count, attributes: attributes, in: type)
    }

    /// Deletes elements of a text or a list.
    public mutating func delete(at index: Int, count: Int, in type: TypeID) {
        guard count > 0, let list = writable(type) else { return }
        precondition(index >= 0 && index + count <= length(of: type), "deletes what is there")
        engine.deleteText(at: index, count: count, in: list)
    }

    // MARK: Array

    /// Yjs: `YArray#insert`.
    public mutating func insert(_ values: [AnyValue], at index: Int, in array: TypeID) {
        guard !values.isEmpty, let type = writable(array) else { return }
        engine.insert(.any(values), at: index, in: type)
    }

    @discardableResult
    public mutating func insertType(_ kind: TypeKind, at index: Int, in array: TypeID) -> TypeID {
        guard let type = writable(array) else { return TypeID(.none) }
        let index = engine.insert(.type(kind, name: ""), at: index, in: type)
        return held(by: index)
    }

    public func values(_ array: TypeID) -> [Value] { engine.values(array) }

    // MARK: Map

    /// Yjs: `YMap#set`.
    public mutating func set(_ key: String, to value: AnyValue, in map: TypeID) {
        if case .bytes(let bytes) = value { return setBinary(key, to: bytes, in: map) }
        guard let type = writable(map) else { return }
        engine.set(key, to: .any([value]), in: type)
    }

    public mutating func setBinary(_ key: String, to bytes: [UInt8], in map: TypeID) {
        guard let type = writable(map) else { return }
        engine.set(key, to: .binary(bytes), in: type)
    }

    @discardableResult
    public mutating func setType(_ key: String, to kind: TypeKind, in map: TypeID) -> TypeID {
        guard let type = writable(map) else { return TypeID(.none) }
        let index = engine.set(key, to: .type(kind, name: ""), in: type)
        return held(by: index)
    }

    /// Yjs: `YMap#delete`.
    public mutating func remove(_ key: String, from map: TypeID) {
        guard let type = writable(map), let key = engine.keys.find(key) else { return }
        let index = engine.newest(key, in: type)
        if index.isSome { engine.delete(index) }
    }

    // MARK: Reading

    public func length(of type: TypeID) -> Int { engine.length(of: type) }
    public func string(_ text: TypeID) -> String { engine.string(text) }
    /// Yjs: `YText#toDelta`.
    public func delta(_ text: TypeID) -> Delta { engine.delta(text) }
    public func value(_ key: String, in map: TypeID) -> Value? { engine.value(key, in: map) }
    public func keys(of map: TypeID) -> [String] { engine.keys(of: map) }

    /// The type's place in the arena, unless it is deleted.
    private func writable(_ type: TypeID) -> TypeIndex? {
        engine.isGone(type) ? nil : type.place
    }

    private func held(by index: ItemIndex) -> TypeID { TypeID(engine.items[index].type) }
}
