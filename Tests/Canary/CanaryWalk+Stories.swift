import CRDT
import TestSupport

@testable import Committee
@testable import RoomCore

/// What chance alone hardly brings about: courses of things where one leads to the other, told line by line
/// between all else that happens, which may upset them.
extension CanaryWalk {
    /// One command of a story.
    struct Line {
        enum Subject {
            /// A row, a member, an issue; or nothing.
            case row(String)
            /// An id nobody has heard of.
            case fresh
            /// What the command before was about.
            case before
            /// What the command before led to.
            case outcome
        }

        var type: CommandType
        var person: String
        var subject: Subject
        var document: DocumentName
        /// What must be said so; all else is drawn.
        var data: [AnyValue.Member] = []
        /// What is signed.
        var scope: SignOffScope?

        init(
            _ type: CommandType, _ person: String, _ subject: Subject, _ document: DocumentName = .plan,
            _ data: [AnyValue.Member] = []
        ) {
            (self.type, self.person, self.subject, self.document, self.data) =
                (type, person, subject, document, data)
        }

        init(signing scope: SignOffScope, by person: String) {
            self.init(.sign, person, .row(scope.row))
            self.scope = scope
        }
    }

    /// Those who have a key from the beginning.
    static let signers = ["w1", "w2", "m1", "m2"]

    mutating func tell(_ line: Line) {
        if let outcome = ask(line, since: mint.count) { last = outcome }
    }

    func subject(of line: Line, _ fresh: () -> Marker) -> String {
        switch line.subject {
        case .row(let id): id
        case .fresh: fresh().text
        case .before: last.subject
        case .outcome: last.id
        }
    }

    /// Two of them: the first in turn, so that each is told, the other by chance.
    mutating func stories(_ turn: Int) -> [Line] {
        prepare()
        let all = [
            points(), work(), cancellation(), minutes(), signatures(), release(), matters(), programs(),
            people(),
        ]
        return all[turn % all.count] + random.pick(all)
    }

    // MARK: What they are about

    private func row(_ name: DocumentName, _ place: Int = 0) -> String {
        let rows = rows[name] ?? []
        return rows.indices.contains(place) ? rows[place] : ""
    }

    /// Somebody answers for an item and has evidence; a draft has a title.
    private mutating func prepare() {
        let before = mint.count
        let label = mint.next().text
        let (item, draft) = (row(.plan), row(.caucusWorker))
        _ = edit(.plan, by: "w1") { transaction in
            let evidence: AnyValue = .object([
                "kind": .string("photo"), "ref": .string("photo-1"), "label": .string(label),
            ])
            for (field, value) in [("responsible", AnyValue.string("w1")), ("evidence.1", evidence)] {
                _ = Projection.set(field: field, to: value, row: item, of: .plan, in: &transaction)
            }
        }
        plant(before, [.area(.planProgress)], "w1", "plan evidence.1", stays: false)
        let title = mint.next().text
        _ = edit(.caucusWorker, by: "w1") { transaction in
            guard
                let text = Projection.text(field: "title", row: draft, of: .caucusWorker, in: &transaction)
            else { return }
            transaction.insert(title, at: 0, in: text)
        }
        plant(before + 1, [.draft(draft, .worker)], "w1", "caucus-worker title", stays: false)
        flush()
    }

    // MARK: The stories

    private func points() -> [Line] {
        let point = Line.Subject.row(row(.diagnosis))
        func rating(_ word: String) -> [AnyValue.Member] { [.init("rating", .string(word))] }
        return [
            Line(.ratePoint, "w1", point, .diagnosis, rating("serious")),
            Line(.ratePoint, "m1", point, .diagnosis, rating("no_issue")),
            Line(.disagreePoint, "w2", point, .diagnosis),
            Line(.agreePoint, "m2", point, .diagnosis, rating("serious")),
            Line(.agreePoint, "w1", point, .diagnosis, rating("serious")),
        ]
    }

    private func work() -> [Line] {
        let item = Line.Subject.row(row(.plan))
        return [
            Line(.proposeCompletion, "w1", item), Line(.declineCompletion, "m1", item),
            Line(.proposeCompletion, "w2", item), Line(.confirmCompletion, "m2", item),
            Line(.requestVerification, "w1", item), Line(.recordVerification, "a1", item),
            Line(.reopenItem, "m1", item),
        ]
    }

    private func cancellation() -> [Line] {
        let item = Line.Subject.row(row(.plan, 1))
        return [
            Line(.proposeCancellation, "w1", item), Line(.declineCancellation, "m1", item),
            Line(.proposeCancellation, "m1", item), Line(.confirmCancellation, "w1", item),
        ]
    }

    private func minutes() -> [Line] {
        let meeting = row(.minutes)
        let present: AnyValue = .object([
            "worker": .array([.string("w1"), .string("w2")]), "management": .array([.string("m1")]),
        ])
        return [
            Line(
                .holdMeeting, "w1", .row(meeting), .minutes,
                [.init("held", .string("2024-11-11")), .init("present", present)]),
            Line(.circulateMinutes, "m1", .row(meeting), .minutes),
        ] + Self.signers.map { Line(signing: .minutes(meeting), by: $0) } + [
            Line(.correctMinutes, "w3", .row(meeting), .minutes)
        ]
    }

    private func signatures() -> [Line] {
        let scope = SignOffScope.planItem(row(.plan, 1))
        let named: [AnyValue.Member] = [.init("scope", .string(scope.rawValue))]
        return [
            Line(.requestSignOff, "w1", .row(scope.row), .plan, named), Line(signing: scope, by: "w1"),
            Line(.withdrawSignature, "w1", .row(scope.row), .plan, named),
        ] + Self.signers.map { Line(signing: scope, by: $0) } + [
            Line(signing: .diagnosis, by: "m1"),
            Line(.revokeKey, "w1", .row("w2")),
        ]
    }

    private func release() -> [Line] {
        [
            Line(.releaseDraft, "w1", .row(row(.caucusWorker)), .caucusWorker),
            Line(.revokeRelease, "w2", .outcome, .caucusWorker),
            Line(
                .openIssue, "w1", .fresh, .issues,
                [.init("confidentiality", .string("committee")), .init("category", .string("food"))]),
            Line(.requestErasure, "w2", .before, .issues), Line(.confirmErasure, "m1", .before, .issues),
        ]
    }

    private func matters() -> [Line] {
        let reader = [AnyValue.Member("to", .string("advisor"))]
        return [
            Line(.openIssue, "w1", .fresh, .issues, [.init("confidentiality", .string("restricted"))]),
            Line(.linkIssue, "w4", .before, .issues, [.init("id", .string(row(.plan)))]),
            Line(.releaseCase, "w4", .before, .issues, reader),
            Line(.revokeCaseRelease, "w4", .before, .issues, reader),
            Line(
                .proposeHandlers, "w4", .before, .issues,
                [.init("handlers", .array([.string("w2"), .string("m2")]))]),
            Line(.confirmHandlers, "m4", .before, .issues),
        ]
    }

    private func programs() -> [Line] {
        let areas = [AnyValue.Member("areas", .array([.string("plan")]))]
        return [
            Line(.proposeGrant, "w1", .row("i2")), Line(.declineGrant, "m1", .row("i2")),
            Line(.proposeGrant, "m1", .row("i2"), .plan, areas),
            Line(.confirmGrant, "w2", .row("i2"), .plan, areas),
            Line(.removeIntegration, "w1", .row("i2")),
        ]
    }

    private func people() -> [Line] {
        [
            Line(.seatProgramme, "p1", .row("a2")), Line(.endProgramme, "p1", .row("a2")),
            Line(.nameHandler, "w1", .row("w2")), Line(.releaseHandler, "w1", .row("w2")),
            Line(
                .recordElection, "w1", .row(""), .plan,
                [
                    .init("side", .string("worker")), .init("held", .string("2024-11-10")),
                    .init(
                        "members",
                        .array(
                            ["w1", "w2", "w4"].map { id in
                                .object([
                                    "id": .string(id), "office": .string("member"),
                                    "name": .string("Elected \(id)"),
                                ])
                            })),
                ]),
        ]
    }

    // MARK: Signing

    static func key(_ person: String) -> HeadSigner {
        HeadSigner(seed: [UInt8](repeating: UInt8(people.firstIndex(of: person) ?? 0) + 100, count: 32))
    }

    /// A member signs what they see, with a reservation; nil where there is nothing to see.
    func signature(
        on scope: SignOffScope, by person: String, id: String, reservation: String
    ) -> Command? {
        let picture = Picture(
            committee: room.id, day: day, state: room.state, documents: room.documents,
            events: room.history.events)
        do throws(Refusal) {
            let display = try SignOffDisplay(of: scope, in: picture)
            let statement = try display.statement(
                by: person, in: picture, reservation: reservation, language: "en",
                head: .init(sequence: 1, hash: String(repeating: "ab", count: 32)))
            let signature = Self.key(person).mark(statement.bytes).signature
            return display.command(
                id: id, statement, signature: Base64.decoded(Array(signature.utf8)))
        } catch { return nil }
    }
}
