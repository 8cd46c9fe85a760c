import CRDT
import Committee

/// Finds out that the log went back in time: by the signed heads that clients keep (D12, D16).
extension Room {
    /// A client greets and shows its heads. Those behind the newest are looked up in the log first; the
    /// welcome waits for it.
    mutating func hello(_ message: AnyValue, from connection: ConnectionID) {
        hellos = hellos.filter { $0.value.connection != connection }
        let claims = (message["heads"]?.array ?? []).prefix(limits.headClaimsMax).compactMap {
            signedHead($0)
        }
        let hello = Hello(connection: connection, claims: claims, after: message["after"])
        let older = claims.filter { $0.sequence < heads[$0.audience]?.sequence ?? 0 }.map(\.place)
        if older.isEmpty {
            answer(hello, found: [])
        } else {
            hellos[lookUp(Set(older).sorted { $0.isBefore($1) })] = hello
        }
    }

    mutating func lookedUp(_ question: UInt64, _ found: [Head]?) {
        guard let hello = hellos.removeValue(forKey: question) else { return }
        answer(hello, found: found)
    }

    private mutating func answer(_ hello: Hello, found: [Head]?) {
        raiseEpochs(over: lost(of: hello.claims, found: found))
        let links = found.map { older in
            hello.claims.compactMap { claim in
                let newest = heads[claim.audience].flatMap { $0.place == claim.place ? $0 : nil }
                return newest ?? older.first { $0.place == claim.place }
            }
        }
        welcome(hello.connection, after: hello.after, links: links)
    }

    /// Heads this server signed for this room and that its log does not hold. A log that could not be
    /// read (nil) accuses no older head.
    private func lost(of claims: [Head], found: [Head]?) -> [Head] {
        var lost: [Head] = []
        let older = Dictionary((found ?? []).map { ($0.place, $0) }) { first, _ in first }
        for claim in claims where !lost.contains(claim) {
            let newest = heads[claim.audience]
            let isOlder = claim.sequence < newest?.sequence ?? 0
            if isOlder, found == nil { continue }
            guard claim != (isOlder ? older[claim.place] : newest) else { continue }
            // Each raises epochs once: an event keeps it.
            if !history.contains(id: rollbackID(claim)) { lost.append(claim) }
        }
        return lost
    }

    private mutating func raiseEpochs(over lost: [Head]) {
        guard !lost.isEmpty else { return }
        let before = history.count
        append(lost.map { record(rollback($0), role: nil) })
        raiseEpochs()
        for event in history.recorded(from: before) { tellEvent(event) }
    }

    private func rollbackID(_ head: Head) -> String { "rollback-\(Hexadecimal.text(head.hash))" }

    private func rollback(_ head: Head) -> Event {
        Event(
            id: rollbackID(head), type: "room.log.rolled_back.v1", subject: id, audience: head.audience,
            side: nil,
            day: day,
            data: .object([
                "sequence": .number(Double(head.sequence)), "hash": .string(Hexadecimal.text(head.hash)),
            ]))
    }

    /// A head with our signature for this room; nil for anything else.
    private func signedHead(_ claim: AnyValue) -> Head? {
        guard let audience = claim["audience"]?.string.flatMap({ Audience(rawValue: $0) }),
            let sequence = claim["sequence"]?.int.flatMap({ SequenceNumber(exactly: $0) }),
            let hash = claim["hash"]?.string.flatMap(Hexadecimal.bytes),
            let signature = claim["signature"]?.string.flatMap(Hexadecimal.bytes)
        else { return nil }
        let head = Head(audience: audience, sequence: sequence, hash: hash)
        return signer.isValid(signature, of: head, room: id) ? head : nil
    }
}

/// A client's hello while the log is asked about the older of its heads.
struct Hello: Sendable {
    var connection: ConnectionID
    var claims: [Head]
    var after: AnyValue?
}

extension ChainPlace {
    fileprivate func isBefore(_ other: ChainPlace) -> Bool {
        (audience.rawValue, sequence) < (other.audience.rawValue, other.sequence)
    }
}
