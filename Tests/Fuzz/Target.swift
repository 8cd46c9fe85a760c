import CRDT
import Committee
import NIOCore
@testable import Server
import SyncProtocol

/// What is fuzzed: every decoder that meets bytes from outside, and what must hold behind it.
///
/// A broken promise stops the program: libFuzzer keeps the input, and `CrasherTests` replays it.
enum Target: String, CaseIterable, Sendable {
    case update, merge, updateV2, mergedAlone, difference, relativePosition, snapshot, stateVector, awareness,
        hocuspocus, yWebSocket, frame, json,
        committee

    static let limits = DecodingLimits(bytesMax: 1 << 16, structsMax: 4096, clientsMax: 256, depthMax: 32)

    func run(_ bytes: [UInt8]) {
        switch self {
        case .update: Self.merge([bytes])
        case .merge: Self.merge(Self.pieces(of: bytes))
        case .updateV2: Self.readV2(bytes)
        case .mergedAlone: Self.mergeWithoutDocument(Self.pieces(of: bytes))
        case .difference: Self.difference(Self.pieces(of: bytes))
        case .relativePosition:
            guard let position = try? RelativePosition(decoding: bytes) else { return }
            precondition((try? RelativePosition(decoding: position.encoded())) == position, "it survives")
            guard let (type, index) = Self.start.absolutePosition(of: position) else { return }
            precondition(
                index >= 0 && index <= Self.start.length(of: type), "a position lies within its type")
        case .snapshot:
            guard let snapshot = try? Snapshot(decodingV2: bytes, limits: Self.limits) else { return }
            precondition((try? Snapshot(decoding: snapshot.encoded())) == snapshot, "a snapshot survives")
        case .stateVector:
            guard let vector = try? StateVector(decoding: bytes, limits: Self.limits) else { return }
            precondition((try? StateVector(decoding: vector.encoded())) == vector, "a vector survives")
            _ = Self.start.encodeStateAsUpdate(since: vector)
        case .awareness:
            guard let update = try? AwarenessUpdate(decoding: bytes, limits: Self.limits) else { return }
            var presence = Awareness()
            let changed = presence.apply(update, now: 1)
            precondition(changed.count <= update.entries.count, "nobody is present who did not say so")
            _ = presence.update(of: changed).encoded()
        case .hocuspocus: Self.readHocuspocus(bytes)
        case .yWebSocket:
            guard let messages = try? YWebSocketCodec.decode(bytes, limits: Self.limits) else { return }
            for message in messages { _ = YWebSocketCodec.encode(message) }
        case .frame: Self.readFrames(bytes)
        case .json:
            let text = String(decoding: bytes, as: UTF8.self)
            guard let value = try? AnyValue(json: text, limits: Self.limits) else { return }
            precondition((try? AnyValue(json: value.json))?.json == value.json, "JSON survives")
        case .committee:
            var random = SystemRandomNumberGenerator()
            _ = try? CommitteeImport(json: bytes, random: &random)
        }
    }
}

// MARK: Documents

extension Target {
    /// A document with a text of two authors, a map and a nested type.
    static let start: Doc = {
        var first = Doc(clientID: 1)
        first.edit { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert("honest words", at: 0, in: notes)
            transaction.format(at: 2, count: 3, attributes: ["bold": .bool(true)], in: notes)
            let row = transaction.setType("p01", to: .map, in: transaction.root("items", .map))
            transaction.set("cp", to: .string("x"), in: row)
        }
        var second = Doc(clientID: 2)
        _ = try? second.apply(first.encodeStateAsUpdate())
        second.edit { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert("both ", at: 4, in: notes)
            transaction.delete(at: 0, count: 2, in: notes)
        }
        return second
    }()

    /// A server takes the admissible part, a replica takes all; neither breaks, both are copied faithfully.
    private static func merge(_ updates: [[UInt8]]) {
        var server = start
        var replica = start
        for bytes in updates {
            let before = replica.encodeStateAsUpdate()
            do {
                let update = try DecodedUpdate(decoding: bytes, limits: limits)
                precondition((try? DecodedUpdate(decoding: update.encoded())) != nil, "an update survives")
                let rule = AdmissionRule(foreignClients: [1], rootNames: ["notes", "items"])
                let (admitted, _) = server.admissible(update, under: rule)
                let change = server.apply(admitted, observing: true)
                precondition(change.isEmpty || (try? DecodedUpdate(decoding: change.update)) != nil, "relay")
                replica.apply(update, observing: true)
            } catch {
                precondition(replica.encodeStateAsUpdate() == before, "what is refused changes nothing")
            }
            precondition(!server.hasPending, "a server holds nothing pending")
        }
        for doc in [server, replica] { checkCopy(of: doc) }
        precondition(server.stateVector.clocks[1] == start.stateVector.clocks[1], "an id is its owner's")
    }

    /// What waits may stay waiting in the document and find its place in the copy, where two contents were
    /// written for one clock, which nobody honest does: Yjs too tries again only when what is missing comes.
    private static func checkCopy(of doc: Doc) {
        if let broken = doc.checkInvariants() { preconditionFailure(broken) }
        let state = doc.encodeStateAsUpdate()
        var copy = Doc(clientID: 3)
        do { try copy.apply(state) } catch { preconditionFailure("a state is an update: \(error)") }
        if doc.hasPending && copy.stateVector != doc.stateVector {
            for (client, clock) in doc.stateVector.clocks {
                precondition(copy.stateVector.clocks[client] ?? 0 >= clock, "a copy knows no less")
            }
            return
        }
        precondition(copy.stateVector == doc.stateVector, "a copy knows as much")
        for name in ["notes", "items", "a"] {
            guard let root = doc.root(name), let same = copy.root(name) else { continue }
            precondition(doc.string(root) == copy.string(same), "a copy reads the same")
            precondition(Set(doc.keys(of: root)) == Set(copy.keys(of: same)), "a copy has the same keys")
        }
    }

    /// What one function reads all read; what they write is read again; a document takes it and stays whole.
    private static func readV2(_ bytes: [UInt8]) {
        guard let meta = try? parseUpdateMetaV2(bytes, limits: limits) else {
            precondition((try? DecodedUpdate(decodingV2: bytes, limits: limits)) == nil, "all refuse it")
            return
        }
        do {
            let v1 = try convertUpdateFormatV2ToV1(bytes)
            let again = try parseUpdateMeta(v1)
            precondition(again == meta, "either format says the same")
            let other = start.encodeStateAsUpdateV2()
            let merged = try mergeUpdatesV2([other, bytes, other])
            _ = try diffUpdateV2(merged, encodeStateVectorFromUpdateV2(bytes))
            var doc = start
            try doc.applyV2(bytes)
            if let broken = doc.checkInvariants() { preconditionFailure(broken) }
        } catch {
            preconditionFailure("what was read once is read again: \(error)")
        }
    }

    /// A document fed the merged update is the one fed each: pending is taken in whatever the order.
    private static func mergeWithoutDocument(_ updates: [[UInt8]]) {
        guard let merged = try? mergeUpdates(updates, limits: limits) else { return }
        var together = Doc(clientID: 3)
        do { try together.apply(merged) } catch { preconditionFailure("what is merged is read: \(error)") }
        if let broken = together.checkInvariants() { preconditionFailure(broken) }
        // Two contents for one clock, which nobody honest writes, differ only in who came first.
        guard let meta = try? parseUpdateMeta(merged) else {
            preconditionFailure("a merged update has a span")
        }
        for (client, clock) in together.stateVector.clocks {
            precondition(clock <= meta.to[client] ?? 0, "nothing is known that was not brought")
        }
    }

    /// The difference of an update to a vector is an update that brings no more than the whole.
    private static func difference(_ parts: [[UInt8]]) {
        guard parts.count > 1, let vector = try? StateVector(decoding: parts[1], limits: limits),
            let rest = try? diffUpdate(parts[0], parts[1], limits: limits)
        else { return }
        guard let before = try? parseUpdateMeta(parts[0]), let after = try? parseUpdateMeta(rest) else {
            preconditionFailure("what was read once is read again")
        }
        for (client, clock) in after.from {
            precondition(clock >= vector.clocks[client] ?? 0, "what is known is left out")
            precondition(after.to[client] ?? 0 <= before.to[client] ?? 0, "nothing is added")
        }
    }

    /// Several updates in one input: a length byte before each.
    static func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        while let length = rest.popFirst(), pieces.count < 8 {
            pieces.append(Array(rest.prefix(Int(length))))
            rest = rest.dropFirst(Int(length))
        }
        return pieces
    }
}

// MARK: Messages and frames

extension Target {
    private static func readHocuspocus(_ bytes: [UInt8]) {
        guard let frame = try? HocuspocusCodec.decode(bytes, limits: limits) else { return }
        let again = HocuspocusCodec.encode(frame)
        precondition((try? HocuspocusCodec.decode(again, limits: .standard)) != nil, "a frame survives")
    }

    /// The same bytes in one piece and byte by byte: the same messages, the same failure.
    private static func readFrames(_ bytes: [UInt8]) {
        let whole = messages(in: [bytes])
        let dribbled = messages(in: bytes.map { [$0] })
        precondition(whole == dribbled, "how bytes arrive changes nothing")
    }

    private static func messages(in pieces: [[UInt8]]) -> [InboundFrame?] {
        var reader = FrameReader(bytesMax: 4096, fragmentsMax: 16, inflates: true)
        var found: [InboundFrame?] = []
        for piece in pieces {
            reader.append(ByteBuffer(bytes: piece))
            do {
                while let message = try reader.next() {
                    if case .binary(let payload) = message { precondition(payload.count <= 4096, "limit") }
                    found.append(message)
                }
            } catch {
                return found + [nil]
            }
        }
        return found
    }
}
