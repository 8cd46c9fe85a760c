import Committee
import Testing

@Suite("Who may do what")
struct PermissionsTests {
    /// One line a function; columns are the documents in the order of `documents`.
    static let table: [(Participant, String)] = [
        (person(.member(.worker)), "w w w w w w - -"),
        (person(.member(.worker), isHandler: true), "w w w w w w - w"),
        (person(.member(.management)), "w w w w - - w -"),
        (person(.member(.management), isHandler: true), "w w w w - - w w"),
        (person(.advisor), "r r r r - - - -"),
        (person(.advisor, isHandler: true), "r r r r - - - -"),
        (person(.advisorLead), "r r r r - - - -"),
        (person(.advisorLead, isHandler: true), "r r r r - - - -"),
        (person(.assessor), "- - - - - - - -"),
        (person(.assessor, isHandler: true), "- - - - - - - -"),
        (person(.programmeAdmin), "- - - - - - - -"),
        (person(.programmeAdmin, isHandler: true), "- - - - - - - -"),
        (person(.integration), "- - - - - - - -"),
        (person(.integration, isHandler: true), "- - - - - - - -"),
    ]

    static let documents: [DocumentName] = [
        .diagnosis, .plan, .issues, .minutes, .issuesWorker, .caucusWorker, .caucusManagement,
        .restrictedCase("11112222-3333-4444-5555-666677778888"),
    ]

    static func person(_ role: Role, isHandler: Bool = false) -> Participant {
        Participant(id: "x1", name: "Somebody", role: role, isHandler: isHandler)
    }

    @Test("Every function has its access to every document, and no other", arguments: table)
    func access(participant: Participant, line: String) {
        let found = Self.documents.map { document in
            switch Permissions.access(of: participant, to: document) {
            case .none: "-"
            case .read: "r"
            case .write: "w"
            }
        }
        #expect(found.joined(separator: " ") == line)
    }

    @Test("Events of an audience reach exactly those who may read its documents", arguments: table)
    func events(participant: Participant, line: String) {
        for document in Self.documents {
            let reads = Permissions.access(of: participant, to: document) != .none
            #expect(Permissions.reads(participant, document.audience) == reads)
        }
    }

    @Test("The table here names every document and every role there is")
    func isComplete() {
        #expect(Self.documents.dropLast() == DocumentName.standing[...])
        let roles = Self.table.map(\.0.role)
        for name in [
            "worker", "management", "advisor", "advisor_lead", "assessor", "programme_admin", "integration",
        ] {
            #expect(Role(rawValue: name).map(roles.contains) == true)
        }
    }
}
