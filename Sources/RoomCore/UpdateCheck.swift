import CRDT
import Committee

/// Decides what of an inbound update a document takes; reads only. `Protocol/documents.md`, *What a client
/// may write*.
enum UpdateCheck {
    enum Verdict {
        /// Not an update, or over a limit.
        case malformed(DecodingFailure)
        /// The member may not write here, or the document is full. `isNew`: the update brings something the
        /// room lacks.
        case readOnly(isNew: Bool)
        /// `update` is admissible; `clients` of it are not bound to anybody yet.
        case taken(DecodedUpdate, clients: [ClientID], cut: Cut)
    }

    static func verdict(
        on bytes: [UInt8], from seat: Seat, holding access: Access, to name: DocumentName,
        _ document: borrowing RoomDocument, limits: RoomLimits
    ) -> Verdict {
        let update: DecodedUpdate
        do { update = try DecodedUpdate(decoding: bytes, limits: limits.decoding) } catch {
            return .malformed(error)
        }
        var rule = AdmissionRule(rootNames: name.rootNames)
        var unknown: [ClientID] = []
        for client in update.clients {
            guard let member = document.members[client] else {
                unknown.append(client)
                continue
            }
            if member != seat.participant.id { rule.foreignClients.insert(client) }
        }
        if !unknown.isEmpty {
            let count = document.members.values.count { $0 == seat.participant.id }
            rule.excessClients = Set(unknown.sorted().dropFirst(max(0, limits.clientsPerMemberMax - count)))
        }
        let (rest, cut) = document.doc.admissible(update, under: rule)
        guard access == .write else {
            return .readOnly(isNew: !cut.isEmpty || isVisible(rest, in: document.doc))
        }
        if !rest.clients.isEmpty, document.bytes + bytes.count > limits.documentBytesMax {
            return .readOnly(isNew: true)
        }
        // A loop and no closure: one that holds the document copies it.
        var unbound: [ClientID] = []
        for client in rest.clients where document.members[client] == nil { unbound.append(client) }
        return .taken(rest, clients: unbound.sorted(), cut: cut)
    }

    /// Whether a reader's update would change what anybody sees. Yjs 13.5 tidies superfluous format marks
    /// away in readers' documents too: a delete that changes nothing counts as saved.
    private static func isVisible(_ update: DecodedUpdate, in doc: Doc) -> Bool {
        guard !update.isEmpty else { return false }
        guard update.clients.isEmpty else { return true }
        var copy = doc
        let change = copy.apply(update, observing: true)
        return change.events.contains { !$0.delta.operations.isEmpty || !$0.keys.isEmpty }
    }
}

extension Cut {
    /// Whether something the sender itself wrote was cut: somebody else's structs that it passed on do not
    /// count, but those under the id it calls its own do.
    func isOwn(of seat: Seat) -> Bool {
        let rest = structsAfterGap + structsDependingOnCut + structsOfForbiddenContent + deleteRangesOfUnknown
        return rest > 0 || seat.ownClient.map(foreignClients.contains) ?? false
    }
}

extension DecodingFailure {
    /// For the one who wrote the sending program.
    var words: String {
        switch self {
        case .truncated(let place): "ends early at byte \(place)"
        case .numberTooLarge(let place): "number too large at byte \(place)"
        case .invalidUTF8(let place): "text is not UTF-8 at byte \(place)"
        case .unknownTag(let tag, let place): "unknown tag \(tag) at byte \(place)"
        case .invalidJSON(let place): "text is not JSON at byte \(place)"
        case .overLimit(let limit, let maximum, let found, let place):
            "\(found) at byte \(place), over the limit \(limit) of \(maximum)"
        case .trailingBytes(let place): "bytes follow the end at byte \(place)"
        case .inconsistent(let expected, let found, let place):
            "\(found) at byte \(place) in place of \(expected)"
        }
    }

    var closeCode: CloseCode {
        if case .overLimit = self { .tooBig } else { .badMessage }
    }
}
