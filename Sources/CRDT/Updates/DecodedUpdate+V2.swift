extension DecodedUpdate {
    /// Reads an update in the second format, decoded and validated whole.
    ///
    /// - Throws: the first fault found; nothing is kept of a faulty update.
    public init(decodingV2 bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingFailure) {
        var walk = try UpdateWalk<FieldReaderV2>(bytes, limits: limits)
        var structs: [ClientID: [RawStruct]] = [:]
        while let one = walk.current {
            structs[one.id.client, default: []].append(RawStruct(one, in: bytes))
            try walk.advance()
        }
        self.init(structs: structs, deletes: try walk.readDeleteSet())
    }
}

extension Doc {
    /// `apply` for the second format: decodes, then merges; all or nothing. Yjs: `applyUpdateV2`.
    @discardableResult
    public mutating func applyV2(
        _ update: [UInt8], limits: DecodingLimits = .standard, observing: Bool = false
    ) throws(DecodingFailure) -> Change {
        apply(try DecodedUpdate(decodingV2: update, limits: limits), observing: observing)
    }

    /// `encodeStateAsUpdate` in the second format. Yjs: `encodeStateAsUpdateV2`.
    public func encodeStateAsUpdateV2(since vector: StateVector = StateVector()) -> [UInt8] {
        let state = engine.decodedState(since: vector)
        return UpdateV2Encoder.encode(state.structs, state.deletes)
    }
}

extension RawStruct {
    init(_ view: StructView, in bytes: [UInt8]) {
        let kind: Kind =
            switch view.content {
            case .gc: .gc
            case .skip: .skip
            default: .item(Body(view, in: bytes))
            }
        self.init(id: view.id, length: view.length, kind: kind)
    }
}

extension RawStruct.Body {
    fileprivate init(_ view: StructView, in bytes: [UInt8]) {
        let parent: RawStruct.Parent =
            switch view.parent {
            case .root(let name): .root(name.string(in: bytes))
            case .item(let id): .item(id)
            case nil: .inherited
            }
        self.init(
            origin: view.origin, rightOrigin: view.rightOrigin, parent: parent,
            parentSub: view.parentSub?.string(in: bytes), hasParentSub: view.hasParentSub,
            content: Content(view, in: bytes))
    }
}

extension Content {
    fileprivate init(_ view: StructView, in bytes: [UInt8]) {
        switch view.content {
        case .gc, .skip, .deleted: self = .deleted(view.length)
        case .json(let texts): self = .json(texts.map { $0.string(in: bytes) })
        case .binary(let range): self = .binary(Array(bytes[range]))
        case .string(let text): self = .string(Array(text.string(in: bytes).utf16))
        case .embed(let value): self = .embed(AnyValue(checkedAny: bytes[value]))
        case .format(let key, let value):
            self = .format(key: key.string(in: bytes), value: AnyValue(checkedAny: bytes[value]))
        case .type(let kind, let name): self = .type(kind, name: name?.string(in: bytes) ?? "")
        case .any(let range):
            var reader = ByteReader(Array(bytes[range]))
            var values: [AnyValue] = []
            while !reader.isAtEnd, let value = try? AnyValue(from: &reader, limits: .unbounded) {
                values.append(value)
            }
            self = .any(values)
        case .document(let guid, let options):
            self = .document(guid: guid.string(in: bytes), options: AnyValue(checkedAny: bytes[options]))
        }
    }
}

extension TextView {
    func string(in bytes: [UInt8]) -> String {
        (isCutLeft ? "\u{FFFD}" : "") + String(decoding: bytes[range], as: UTF8.self)
            + (isCutRight ? "\u{FFFD}" : "")
    }
}
