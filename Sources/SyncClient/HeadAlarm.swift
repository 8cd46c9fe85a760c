public import CRDT
import Committee

/// What a client found when it held the server's record against the signed heads it keeps (DESIGN D12).
public struct HeadAlarm: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// The record ends before a head that was signed: entries are gone.
        case rolledBack = "rolled_back"
        /// Another entry stands where a head was signed: there are two records.
        case forked
        /// The server signs with another key than it did: it is another server, or its key is gone.
        case otherKey = "other_key"
        /// A head does not bear the server's signature: it would prove nothing.
        case unsigned
    }
    public var kind: Kind
    public var audience: String
    /// The head that was kept: it carries the server's own signature, and proves what is missing. Of another
    /// key, the one known so far and the heads it signed.
    public var kept: AnyValue
    /// Where the server says that the record ends, or what it says stands there.
    public var found: AnyValue

    public var json: AnyValue {
        .object([
            "kind": .string(kind.rawValue), "audience": .string(audience), "kept": kept, "found": found,
        ])
    }

    init(kind: Kind, audience: String, kept: AnyValue, found: AnyValue) {
        (self.kind, self.audience, self.kept, self.found) = (kind, audience, kept, found)
    }

    init?(json: AnyValue) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)),
            let audience = json["audience"]?.string, let kept = json["kept"]
        else { return nil }
        self.init(kind: kind, audience: audience, kept: kept, found: json["found"] ?? .null)
    }

    /// The number of the entry it is about; 0 of a key.
    public var sequence: Int { (kind == .unsigned ? found : kept)["sequence"]?.int ?? 0 }

    /// What happened and what to do, for a person.
    public var words: String {
        let what =
            switch kind {
            case .rolledBack:
                "The record of \(audience) ends before entry \(sequence), which this server once "
                    + "signed: it went back in time."
            case .forked:
                "Entry \(sequence) of \(audience) is another one than this server once signed: there "
                    + "are two records."
            case .otherKey:
                "This server signs its record with another key than it did: it is another server, or its "
                    + "key is lost."
            case .unsigned:
                "Entry \(sequence) of \(audience), where the record is said to end, does not bear this "
                    + "server's signature."
            }
        return what
            + " Your unsent edits are kept. Tell the other side, compare with the heads on your minutes, and "
            + "ask whoever runs the server; keep this folder as it is, the signed head in it is the proof."
    }
}

extension RoomRecord {
    /// Takes note of the key the server says it signs with; one that says none goes on with the one known.
    /// Under another key nothing kept can be asked after: the heads go into the alarm, as the proof they are.
    mutating func meet(serverKey new: String?) {
        guard let new, new != serverKey else { return }
        if let serverKey {
            raise(
                HeadAlarm(
                    kind: .otherKey, audience: Audience.committee.rawValue,
                    kept: .object(["key": .string(serverKey), "heads": .array(confirmedHeads + heads)]),
                    found: .object(["key": .string(new)])))
            (heads, confirmedHeads) = ([], [])
        }
        serverKey = new
    }

    /// The heads that bear the server's signature; an alarm is raised for each other. Those of a server that
    /// has never named its key are taken as they come.
    mutating func genuine(_ new: AnyValue?, of committee: String) -> [AnyValue] {
        let new = new?.array ?? []
        guard let serverKey else { return new }
        return new.filter { head in
            let isGenuine = SignedHead.isGenuine(head, committee: committee, key: serverKey)
            if !isGenuine {
                raise(
                    HeadAlarm(
                        kind: .unsigned, audience: head["audience"]?.string ?? "",
                        kept: .object(["key": .string(serverKey)]), found: head))
            }
            return isGenuine
        }
    }

    /// Once for each that was kept, however often the server shows it, and as what.
    private mutating func raise(_ alarm: HeadAlarm) {
        let isKnown = alarms.contains { $0.audience == alarm.audience && $0.kept == alarm.kept }
        if !isKnown { alarms.append(alarm) }
    }

    /// Holds what the server says of the kept heads against them, before newer heads take their place.
    ///
    /// - Parameters:
    ///   - heads: where the server's record ends now.
    ///   - links: what it says stands at the places of the kept heads; nil from a server that does not say.
    ///     A head it says nothing of stays, and is shown to it again: silence does not make it forgotten.
    mutating func compare(heads new: [AnyValue], links: [AnyValue]?) {
        unproven = []
        // Of two heads of one audience the older first: one alarm tells of both.
        var told: Set<String> = []
        for kept in confirmedHeads + heads {
            guard let audience = kept["audience"]?.string, let sequence = kept["sequence"]?.int,
                let end = new.first(where: { $0["audience"]?.string == audience })
            else { continue }
            let at = (links ?? []).first {
                $0["audience"]?.string == audience && $0["sequence"]?.int == sequence
            }
            let kind: HeadAlarm.Kind?
            if (end["sequence"]?.int ?? 0) < sequence {
                kind = .rolledBack
            } else if end["sequence"]?.int == sequence {
                kind = end["hash"] == kept["hash"] ? nil : .forked
            } else if links != nil {
                kind = at?["hash"] == kept["hash"] ? nil : .forked
            } else {
                unproven.insert(audience)
                kind = nil
            }
            guard let kind, told.insert(audience).inserted else { continue }
            raise(HeadAlarm(kind: kind, audience: audience, kept: kept, found: at ?? end))
        }
    }
}
