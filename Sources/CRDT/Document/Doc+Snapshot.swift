extension Doc {
    /// This moment of the document. Yjs: `snapshot`.
    public func snapshot() -> Snapshot { Snapshot(deletes: engine.deleteSet, stateVector: stateVector) }

    /// The document as it was at a moment of `origin`, which keeps what was deleted. Yjs:
    /// `createDocFromSnapshot`.
    ///
    /// nil if `origin` drops deleted content (`gc: true`), or is behind the snapshot.
    public init?(_ snapshot: Snapshot, of origin: Doc, clientID: ClientID, gc: Bool = true) {
        guard !origin.engine.collectsGarbage, origin.stateVector.covers(snapshot.stateVector) else {
            return nil
        }
        let whole = origin.encodeStateAsUpdate()
        guard let walk = try? UpdateWalk<FieldReaderV1>(whole, limits: .unbounded),
            let part = try? walk.part(of: snapshot)
        else { preconditionFailure("what a document writes can be read") }
        self.init(clientID: clientID, gc: gc)
        do { try apply(part, limits: .unbounded) } catch {
            preconditionFailure("a part of an update is an update: \(error)")
        }
    }
}

extension Snapshot {
    /// Whether all that an update (v1) brings was there at this moment: its structs known, its deletes made.
    /// Yjs: `snapshotContainsUpdate`.
    public func contains(
        _ update: [UInt8], limits: DecodingLimits = .standard
    ) throws(DecodingFailure) -> Bool {
        var walk = try UpdateWalk<FieldReaderV1>(update, limits: limits)
        var isKnown = true
        while let one = walk.current {
            isKnown = isKnown && one.end <= stateVector[one.id.client]
            try walk.advance()
        }
        var united = deletes
        united.formUnion(try walk.readDeleteSet())
        return isKnown && united == deletes
    }
}

extension UpdateWalk {
    /// The structs a snapshot knows, the last of each client cut, and its deletes in place of the update's.
    consuming func part(of snapshot: Snapshot) throws(DecodingFailure) -> [UInt8] {
        var writer = StructWriter<Reading.Writer>()
        while let one = current {
            let known = snapshot.stateVector[one.id.client]
            if known > one.id.clock {
                let part = one.keeping(min(one.length, known - one.id.clock), in: update.span)
                writer.write(part, from: update, isJSON: Reading.valuesAreJSON)
            }
            try advance()
        }
        _ = try readDeleteSet()
        return writer.finish(snapshot.deletes)
    }
}

extension StructView {
    /// The first `count` clocks of the struct. Follows the left part of `splitItem` in Yjs 13.6.
    func keeping(_ count: Clock, in bytes: Span<UInt8>) -> StructView {
        guard count < length else { return self }
        var part = self
        part.length = count
        switch content {
        case .gc, .skip, .deleted: break
        case .json(let texts): part.content = .json(Array(texts.prefix(Int(count))))
        case .string(let text): part.content = .string(text.keeping(Int(count), in: bytes))
        case .any(let range):
            var cursor = ByteCursor(range)
            // They were read before: stepping over them again cannot fail.
            for _ in 0..<count { _ = try? cursor.skipAny(bytes, limits: .unbounded) }
            part.content = .any(range.lowerBound..<cursor.at)
        case .binary, .embed, .format, .type, .document:
            preconditionFailure("content of length 1 is never cut")
        }
        return part
    }
}

extension TextView {
    /// The first `count` units of the text, fewer than it has.
    func keeping(_ count: Int, in bytes: Span<UInt8>) -> TextView {
        var rest = count - (isCutLeft ? 1 : 0)
        var at = range.lowerBound
        while rest > 0, at < range.upperBound {
            rest -= bytes[at].utf16Units
            if rest >= 0 { at += bytes[at].utf8Length }
        }
        return TextView(range: range.lowerBound..<at, isCutLeft: isCutLeft && count > 0, isCutRight: rest < 0)
    }
}
