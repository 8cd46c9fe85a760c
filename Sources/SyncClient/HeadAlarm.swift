public import CRDT

/// What a client found when it held the server's record against the signed heads it keeps (DESIGN D12).
public struct HeadAlarm: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// The record ends before a head that was signed: entries are gone.
        case rolledBack = "rolled_back"
        /// Another entry stands where a head was signed: there are two records.
        case forked
    }
    public var kind: Kind
    public var audience: String
    /// The head that was kept: it carries the server's own signature, and proves what is missing.
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

    /// What happened and what to do, for a person.
    public var words: String {
        let sequence = kept["sequence"]?.int ?? 0
        let what =
            kind == .rolledBack
            ? "The record of \(audience) ends before entry \(sequence), which this server once "
                + "signed: it went back in time."
            : "Entry \(sequence) of \(audience) is another one than this server once signed: there "
                + "are two records."
        return what
            + " Your unsent edits are kept. Tell the other side, compare with the heads on your minutes, and "
            + "ask whoever runs the server; keep this folder as it is, the signed head in it is the proof."
    }
}

extension RoomRecord {
    /// Holds what the server says of the kept heads against them, before newer heads take their place.
    ///
    /// - Parameters:
    ///   - heads: where the server's record ends now.
    ///   - links: what it says stands at the places of the kept heads; nil from a server that does not say.
    ///     A head it says nothing of stays, and is shown to it again: silence does not make it forgotten.
    mutating func compare(heads new: [AnyValue], links: [AnyValue]?) {
        unproven = []
        for kept in heads {
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
            guard let kind else { continue }
            let alarm = HeadAlarm(kind: kind, audience: audience, kept: kept, found: at ?? end)
            if !alarms.contains(where: { $0.kept == kept }) { alarms.append(alarm) }
        }
    }
}
