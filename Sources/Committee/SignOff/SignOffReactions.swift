import CRDT
import Crypto

/// What follows for signatures when a document or a fact under them changes. Pure; the room records what it
/// returns right behind the change.
public enum SignOffReactions {
    /// Signatures that fall: those on leaves whose digest is another now.
    ///
    /// Ask `mayFollow(changeOf:in:)` first, which is a look-up or two: while nothing is half signed there is
    /// nothing to do, and no picture to make.
    ///
    /// - Parameters:
    ///   - document: where something changed, by typing or by an event about a row.
    ///   - rows: the rows that changed, where that is known; nil looks at every leaf that is half signed.
    ///   - side: whose change it was; nil for the server and the programme.
    ///   - picture: after the change.
    public static func after(
        changeOf document: DocumentName, rows: Set<String>? = nil, by side: Side?, in picture: Picture
    ) -> [Event] {
        touched(by: document).flatMap { touched in
            let rows = touched == document ? rows : nil
            return picture.state.signOff.partialScopes(in: touched)
                .filter { scope in rows.map { scope.row.isEmpty || $0.contains(scope.row) } ?? true }
                .sorted { $0.rawValue < $1.rawValue }
                .compactMap { fall(of: $0, by: side, in: picture) }
        }
    }

    /// Whether anything is half signed that a change of the document can reach.
    public static func mayFollow(changeOf document: DocumentName, in signOff: SignOffState) -> Bool {
        touched(by: document).contains { signOff.isPartial(in: $0) }
    }

    /// What items link to keeps points in the diagnosis, or lets them go.
    private static func touched(by document: DocumentName) -> [DocumentName] {
        document == .plan ? [.plan, .diagnosis] : [document]
    }

    private static func fall(of scope: SignOffScope, by side: Side?, in picture: Picture) -> Event? {
        let signOff = picture.state.signOff
        let live = signOff.liveRecords(scope)
        var cause = "changed"
        var fields: [String] = []
        var now: SignedContent?
        do throws(SignObstacle) {
            let content = try picture.content(of: scope)
            cause = content.isRemoval ? "removed" : cause
            now = content
        } catch {
            switch error {
            case .unreadable(let names): (cause, fields) = ("unreadable", names)
            case .missing: cause = "removed"
            case .tooLong, .notYet: cause = "unreadable"
            }
        }
        let fallen = live.filter { $0.digest(of: scope) != now?.digest }
        guard !fallen.isEmpty else { return nil }
        if cause == "changed", let now, let signed = fallen[0].digest(of: scope).flatMap(signOff.content) {
            fields = FieldChange.between(signed, now).map(\.field)
        }
        return Event(
            id: id(of: scope, fallen), type: .signOffVoided, subject: scope.row, audience: .committee,
            side: side, day: picture.day,
            data: .object([
                "scope": .string(scope.rawValue), "cause": .string(cause),
                "fields": .array(fields.map(AnyValue.string)),
                "signatures": .array(fallen.map { .string($0.id) }),
            ]))
    }

    /// A signature falls from a leaf once, so the records make the id one of a kind; they are random.
    private static func id(of scope: SignOffScope, _ fallen: [SignatureRecord]) -> String {
        let text = (["bipartite-void-v1", scope.rawValue] + fallen.map(\.id)).joined(separator: "\n")
        return EventID.uuid(Array(SHA256.hash(data: Array(text.utf8)).prefix(16)), version: 8)
    }
}
