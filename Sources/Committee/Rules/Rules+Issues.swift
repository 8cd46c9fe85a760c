import CRDT

/// The issue log. A reporter's words, category and severity are an event: nobody edits or deletes them.
extension Decision {
    /// A member raises a matter, the own or one that was told. Grave kinds begin as cases.
    func openIssue() throws(Refusal) -> [Event] {
        let side = try side()
        let id = command.subject
        try checkUnused(id)
        let opened = try openingDay()
        let label = openingLabel
        let audience = label.audience(of: id)
        let isAnonymous = word("anonymity") == "anonymous"
        var told = given("channel", "anonymity", "category", "cp", "text", "severity")
        told += given("concern", "zero_tolerance_candidate")
        told.append(.init("opened", .string(opened.text)))
        told.append(.init("raised_by_side", .string(side.rawValue)))
        told.append(.init("confidentiality", .string(label.rawValue)))
        var events = [event(0, .issueOpened, to: audience, side: isAnonymous ? nil : side, told)]
        func then(_ type: EventType, to audience: Audience, _ data: [AnyValue.Member]) {
            events.append(event(events.count, type, subject: id, to: audience, side: nil, data))
        }
        then(.issueClockSet, to: audience, clock(opened))
        if let home = reporterAudience(audience, side) {
            then(.issueReporterNamed, to: home, [.init("member", .string(participant.id))])
        }
        if command.data["zero_tolerance_candidate"]?.bool == true {
            then(.candidateRaised, to: .restrictedCase(id), given("grounds"))
        }
        if label == .restricted { then(.issueWatchSet, to: audience, [.init("watch", .bool(true))]) }
        return events
    }

    /// The label the matter would begin under.
    var openingLabel: IssueLabel {
        IssueLabel.first(
            asked: IssueLabel(rawValue: word("confidentiality")) ?? .committee,
            category: command.data["category"]?.string, point: command.data["cp"]?.string,
            concern: command.data["concern"]?.string.flatMap(IssueConcern.init),
            grounds: command.data["grounds"]?.string.flatMap(ZeroToleranceGrounds.init))
    }

    private func openingDay() throws(Refusal) -> CalendarDay {
        word("opened").isEmpty ? today : try dayGone("opened")
    }

    private func clock(_ opened: CalendarDay) -> [AnyValue.Member] {
        let acknowledge = IssueClock.acknowledgeDue(
            opened: opened, severity: word("severity"), country: state.factory.country)
        return [
            .init("acknowledge_due", .string(acknowledge.text)),
            .init("resolve_due", .string(IssueClock.resolveDue(opened: opened).text)),
        ]
    }

    /// Who learns the reporter's name: nobody, the handlers, the readers of the row, or the own side.
    ///
    /// Nobody of a case given to the own side alone: handlers of both sides read it, and to the side it would
    /// tell that there is a case.
    private func reporterAudience(_ home: Audience, _ side: Side) -> Audience? {
        switch word("anonymity") {
        case "named_to_handler": .restrictedCase(command.subject)
        case "named_to_committee": home
        case "side_only" where [.committee, side.audience].contains(home): side.audience
        default: nil
        }
    }

    // MARK: Its way

    /// The next step. Who raised it withdraws it and confirms its closing; nobody else does.
    func setIssueStatus() throws(Refusal) -> [Event] {
        let issue = try issue()
        let status = IssueStatus(rawValue: word("status")) ?? .new
        guard status != issue.status else { throw Refusal(.noChange) }
        guard issue.status.next.contains(status) else {
            throw Refusal(
                .stepNotOpen,
                [
                    "from": issue.status.rawValue, "to": status.rawValue,
                    "next": issue.status.next.map(\.rawValue).joined(separator: ", "),
                ])
        }
        let isReporters = status == .withdrawn || status == .closedConfirmed
        if isReporters, !isReporter(of: issue) { throw Refusal(.reporterDecides) }
        if [.outOfScope, .escalated].contains(status), given("reason").isEmpty {
            throw Refusal(.valueInvalid, ["field": "reason", "expected": Shape.text.expected])
        }
        let home = issue.home ?? .committee
        var events = [
            event(0, .issueStatusChanged, to: home, side: actor(in: issue), given("status", "reason"))
        ]
        let clock: String? =
            status == .resolved
            ? "resolved" : issue.acknowledged == nil && status != .withdrawn ? "acknowledged" : nil
        if let clock {
            events.append(
                event(1, .issueClockSet, to: home, side: nil, [.init(clock, .string(picture.day))]))
        }
        return events
    }

    /// Up is for every reader; down for the label's own side, or for the reporter.
    func setIssueLabel() throws(Refusal) -> [Event] {
        let issue = try issue()
        guard let home = issue.home, let label = IssueLabel(rawValue: word("confidentiality")) else {
            throw Refusal(.notFound)
        }
        guard label != issue.label else { throw Refusal(.noChange) }
        if label < issue.label, !isReporter(of: issue), !isOfLabel(issue) { throw Refusal(.labelHeld) }
        let changed = event(
            0, .issueLabelChanged, to: home, side: actor(in: issue),
            [.init("from", .string(issue.label.rawValue))] + given("confidentiality", "reason"))
        let next = label.audience(of: command.subject)
        guard next != home else { return [changed] }
        return [changed] + copies(of: issue, from: home, to: next, label)
    }

    /// The label's own side: of the worker side's rows a worker member, of a case its handler, of what the
    /// committee keeps the side that raised it.
    private func isOfLabel(_ issue: IssueState) -> Bool {
        guard case .member(let side) = participant.role else { return false }
        switch issue.label {
        case .open, .committee: return issue.raisedBy == nil || issue.raisedBy == side
        case .workerSide: return side == .worker
        case .restricted:
            return state.standing(of: participant, inCase: command.subject).participant.isHandler
        }
    }

    /// The row opens anew where its label says, with what its new readers may know of its way so far. Who has
    /// read it has read it: the opening names the labels it stood under.
    private func copies(
        of issue: IssueState, from home: Audience, to next: Audience, _ label: IssueLabel
    ) -> [Event] {
        let past = picture.events.filter { $0.subject == command.subject && $0.audience == home }
        var copies: [Event] = []
        func copy(_ source: Event, _ data: AnyValue) {
            copies.append(
                event(
                    copies.count + 1, source.knownType ?? .issueClockSet, to: next, side: source.side,
                    data.members ?? []))
        }
        for source in past {
            switch source.knownType {
            case .issueOpened:
                copies = []
                let kept = (source.data.members ?? []).filter {
                    !["confidentiality", "read_under"].contains($0.key)
                }
                let before = Set(issue.readUnder + [issue.label]).sorted().map {
                    AnyValue.string($0.rawValue)
                }
                copy(
                    source,
                    .object(
                        kept + [
                            .init("confidentiality", .string(label.rawValue)),
                            .init("read_under", .array(before)),
                        ]))
            case .issueStatusChanged, .issueClockSet, .issueFeedbackGiven, .issueLinked:
                copy(source, source.data)
            // What a reporter added goes along where all who read the row now could read it before.
            case .commentAdded where source.isByReporter && home == .committee:
                let kept = (source.data.members ?? []).filter { $0.key != "document" }
                copy(
                    source,
                    .object([.init("document", .string(label.document(of: command.subject).rawValue))] + kept)
                )
            // Every other name was given to fewer than read a row.
            case .issueReporterNamed where issue.anonymity == "named_to_committee":
                copy(source, source.data)
            default: continue
            }
        }
        return copies
    }

    // MARK: What is told of it

    /// The link is kept here, on the more secret side: every reader of the issue may read the other row.
    func linkIssue() throws(Refusal) -> [Event] {
        let issue = try issue()
        let id = word("id")
        guard !issue.links.contains(id) else { throw Refusal(.noChange) }
        let target = [DocumentName.plan, .diagnosis, .minutes].lazy
            .compactMap { name in picture.rows(of: name).first { $0.id == id && !$0.isRemoved } }.first
        guard let target else { throw Refusal(.notFound) }
        var data = [AnyValue.Member("id", .string(id))]
        if let ref = target.ref { data.append(.init("ref", .string(ref))) }
        return [event(0, .issueLinked, to: issue.home ?? .committee, side: actor(in: issue), data)]
    }

    func giveFeedback() throws(Refusal) -> [Event] {
        let issue = try issue()
        return [
            event(
                0, .issueFeedbackGiven, to: issue.home ?? .committee, side: actor(in: issue),
                command.data["text"]?.members ?? [])
        ]
    }

    /// A watch for retaliation: at 30, 60 and 90 days somebody asks the reporter whether anything changed.
    func setWatch() throws(Refusal) -> [Event] {
        let issue = try issue()
        guard (issue.watchedSince != nil) != (command.data["watch"]?.bool ?? true) else {
            throw Refusal(.noChange)
        }
        return [
            event(
                0, .issueWatchSet, to: .restrictedCase(command.subject), side: actor(in: issue),
                given("watch"))
        ]
    }

    func answerWatch() throws(Refusal) -> [Event] {
        let issue = try issue()
        guard issue.watchedSince != nil else { throw Refusal(.nothingProposed) }
        return [
            event(
                0, .issueWatchAnswered, to: .restrictedCase(command.subject), side: actor(in: issue),
                given("days", "outcome", "note"))
        ]
    }
}

// MARK: - The issue a command is about

extension Decision {
    /// The issue, if it is open to whoever asks; where it has moved away it is gone.
    func issue() throws(Refusal) -> IssueState {
        guard let issue = state.issues[command.subject], issue.home != nil, !issue.isErased else {
            throw Refusal(.notFound)
        }
        return issue
    }

    func isReporter(of issue: IssueState) -> Bool { isByCode || issue.reporter == participant.id }

    /// The side that acts; none for the programme, and none for the holder of a case code.
    func actor(in issue: IssueState) -> Side? { participant.role.side }
}

extension Role {
    /// nil for the programme and for integrations.
    var side: Side? { if case .member(let side) = self { side } else { nil } }
}
