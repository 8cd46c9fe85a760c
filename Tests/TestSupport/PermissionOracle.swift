/// The domain's table of roles (section 4), written down by hand a second time, as text: what the code's
/// table and the search for markers are held against.
///
/// Letters as there: R read, E edit, C create, S sign, V verify, A administer, X export, M comment,
/// P propose, O respond. `R:counts` reads that much only; `R?released` on that condition; `-` nothing.
public enum PermissionOracle {
    public static let columns = [
        "worker", "management", "handler", "advisor", "advisor_lead", "assessor", "programme_admin", "buyer",
        "integration", "public", "operator",
    ]

    public static let text = """
        roster | R A?own | R A?own | R | R | R | R | R A?election | R:counts | R:counts | - | -
        diagnosis | RECSX | RECSX | R | RMX | RX | R:signed_copy | R | - | R?released | - | -
        plan | RECSX | RECSX | R | RMX | RX | R:signed_copy | R | R:signed_copy?shared | R?released | - | -
        plan_progress | RECX | RECX | R | RMVX | RVX | R | R | R?shared | R?released | - | -
        worker_caucus | RECX | - | - | R?released | - | - | - | - | - | - | -
        management_caucus | - | RECX | - | R?released | - | - | - | - | - | - | -
        issues | RECX | RECX | RE | R | R | - | R:counts | - | R:counts | - | -
        worker_issues | REC | - | - | R?released | - | - | - | - | - | - | -
        cases | R:state?mine | R:state?mine | REC | R?released R?zero | R?released | - | - | - | - | - | -
        reporter_identity | - | - | R?name | - | - | - | - | - | - | - | -
        minutes | RECSX | RECSX | R | RMX | RX | - | R | - | R:meta | - | -
        visits | R | R | - | REC | RE | R | R | - | R:meta | - | -
        training | R | RP | - | REC | RE | - | RA | - | R?released | - | -
        assessment_planning | - | - | - | R?team | RE | R | RE | - | - | - | -
        assessment_work | - | - | - | R?team E?team C?team | R | REC | - | - | - | - | -
        assessment_report | R | R | - | R | R | R | RC | R?shared | R?released | - | -
        slcp | RC | RC | - | R | R | R:signed_copy | R | - | RC | - | -
        signatures | RSX | RSX | - | RX | RX | R | R | R:state | R:state | - | -
        public_record | RO | RO | R | R | R | R | RC | R | R | R | -
        audit_trail | RX | RX | R?mine | R | R | - | R:meta | - | - | - | -
        composition | R | R | - | R | R | R | RA | - | - | - | -
        cycle | R | R | - | R | R | - | R | - | - | - | -
        programme_staff | R | R | - | R | R | - | RA | - | - | - | -
        room | R | R | - | R | R | R | R | - | - | - | -
        union_membership | R | - | - | - | - | - | - | - | - | - | -
        released_drafts | R | R | - | R | R | - | - | - | - | - | -
        slips | RC | - | - | - | - | - | - | - | - | - | -
        grievance_report | RX | RX | - | R | R | - | R | - | - | - | -
        """

    public static let letters: [Character: String] = [
        "R": "read", "E": "edit", "C": "create", "S": "sign", "V": "verify", "A": "administer", "X": "export",
        "M": "comment", "P": "propose", "O": "respond",
    ]

    /// The conditions, as bits of the numbers the test counts through.
    public static let conditions = ["released", "own", "shared", "team", "zero", "name", "election", "mine"]

    public struct Entry: Sendable {
        public var action: String
        public var extent: String
        public var condition: String?
    }

    /// `RE`, `R:counts`, `A?own`: one word of a cell.
    private static func entries(_ word: Substring) -> [Entry] {
        let halves = word.split(separator: "?")
        let parts = halves[0].split(separator: ":")
        let condition = halves.count > 1 ? String(halves[1]) : nil
        let extent = parts.count > 1 ? String(parts[1]) : "all"
        return parts[0].compactMap { letters[$0] }.map {
            Entry(action: $0, extent: extent, condition: condition)
        }
    }

    public static func cells() -> [(area: String, holder: String, entries: [Entry])] {
        text.split(separator: "\n").flatMap { line in
            let fields = line.split(separator: "|").map { $0.split(separator: " ") }
            let area = String(fields[0][0])
            return zip(columns, fields.dropFirst()).map { holder, words in
                (area, holder, words.filter { $0 != "-" }.flatMap(entries))
            }
        }
    }
}
