import Testing

@testable import Committee

/// The domain's table of roles (section 4), written down by hand a second time, as text: what the code's
/// table is held against, cell by cell.
///
/// Letters as there: R read, E edit, C create, S sign, V verify, A administer, X export, M comment,
/// P propose, O respond. `R:counts` reads that much only; `R?released` on that condition; `-` nothing.
private enum Oracle {
    static let columns = [
        "worker", "management", "handler", "advisor", "advisor_lead", "assessor", "programme_admin", "buyer",
        "integration", "public", "operator",
    ]

    static let text = """
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

    static let letters: [Character: String] = [
        "R": "read", "E": "edit", "C": "create", "S": "sign", "V": "verify", "A": "administer", "X": "export",
        "M": "comment", "P": "propose", "O": "respond",
    ]

    /// The conditions, as bits of the numbers the test counts through.
    static let conditions = ["released", "own", "shared", "team", "zero", "name", "election", "mine"]

    struct Entry {
        var action: String
        var extent: String
        var condition: String?
    }

    /// `RE`, `R:counts`, `A?own`: one word of a cell.
    static func entries(_ word: Substring) -> [Entry] {
        let halves = word.split(separator: "?")
        let parts = halves[0].split(separator: ":")
        let condition = halves.count > 1 ? String(halves[1]) : nil
        let extent = parts.count > 1 ? String(parts[1]) : "all"
        return parts[0].compactMap { letters[$0] }.map {
            Entry(action: $0, extent: extent, condition: condition)
        }
    }

    static func cells() -> [(area: String, holder: String, entries: [Entry])] {
        text.split(separator: "\n").flatMap { line in
            let fields = line.split(separator: "|").map { $0.split(separator: " ") }
            let area = String(fields[0][0])
            return zip(columns, fields.dropFirst()).map { holder, words in
                (area, holder, words.filter { $0 != "-" }.flatMap(entries))
            }
        }
    }
}

@Suite("The permission table against the one written by hand")
struct PermissionOracleTests {
    @Test("Every role, action, label and state has the cell the domain gives it")
    func everyCell() throws {
        let order = ["nothing", "counts", "meta", "state", "signed_copy", "all"]
        let situations: [Situation] = [
            .released, .ownSide, .shared, .onTeam, .zeroTolerance, .nameGiven, .afterElection, .own,
        ]
        let states = (0..<1 << situations.count).map { bits in
            Situation(situations.indices.filter { bits & 1 << $0 != 0 }.map { situations[$0] })
        }
        var cells = 0
        var wrong: [String] = []
        for cell in Oracle.cells() {
            let area = try #require(Area(rawValue: cell.area))
            let holder = try #require(Permissions.Holder(rawValue: cell.holder))
            // Issues with the label open and with the label committee stand in one line.
            let labels = area == .issues ? 2 : 1
            for action in Action.allCases {
                let entries = cell.entries.filter { $0.action == action.rawValue }.map { entry in
                    let place = entry.condition.flatMap(Oracle.conditions.firstIndex)
                    return (
                        needs: place.map { 1 << $0 } ?? 0, extent: order.firstIndex(of: entry.extent) ?? 0
                    )
                }
                for bits in 0..<states.count {
                    var expected = 0
                    for entry in entries where entry.needs & bits == entry.needs {
                        expected = max(expected, entry.extent)
                    }
                    let found = Permissions.extent(of: action, in: area, for: holder, when: states[bits])
                    cells += labels
                    if order[expected] != found.rawValue {
                        wrong.append("\(cell.holder) \(action) \(cell.area) state \(bits): \(found)")
                    }
                }
            }
        }
        #expect(wrong == [])
        // 29 areas (issues count for two labels), 11 functions, 10 actions, 256 states.
        #expect(cells == 29 * 11 * 10 * 256)
        print("permission cells: \(cells), wrong: \(wrong.count)")
    }

    @Test("Both tables name every area, every function, every action and every condition there is")
    func isComplete() {
        #expect(Set(Oracle.cells().map(\.area)) == Set(Area.allCases.map(\.rawValue)))
        #expect(Set(Permissions.table.map(\.area)) == Set(Area.allCases))
        #expect(Permissions.table.count == Area.allCases.count, "one line an area")
        #expect(Set(Oracle.columns) == Set(Permissions.Holder.allCases.map(\.rawValue)))
        #expect(Set(Oracle.letters.values) == Set(Action.allCases.map(\.rawValue)))
        #expect(Oracle.conditions.count == Situation.named.count)
    }

    @Test("A label names its area, and no other word does")
    func labels() {
        #expect(Area.issues(label: "open") == .issues)
        #expect(Area.issues(label: "committee") == .issues)
        #expect(Area.issues(label: "worker_side") == .workerIssues)
        #expect(Area.issues(label: "restricted") == .cases)
        #expect(Area.issues(label: "") == nil)
    }
}
