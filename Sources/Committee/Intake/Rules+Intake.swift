import CRDT

/// What a reporter with a case code says of a matter of their own.
public enum ReporterWord: Hashable, Sendable {
    case add(text: String, language: String)
    /// It is done.
    case confirmClosing
    /// It is not.
    case object
    case withdraw
    /// Lets more people read it.
    case lower(IssueLabel)
}

extension Rules {
    /// The events of an anonymous report. They carry no side, no person and no time but the day on which they
    /// are released; the id of the first is drawn by the caller.
    public static func opening(
        _ report: IntakeReport, eventID: String, in state: CommitteeState, day: CalendarDay
    ) -> [Event] {
        let label = IssueLabel.first(
            asked: .committee, category: report.category, point: nil, concern: report.concern,
            grounds: report.grounds)
        let home = label.audience(of: report.id)
        let acknowledge = IssueClock.acknowledgeDue(
            opened: day, severity: report.severity, country: state.factory.country)
        var told: [AnyValue.Member] = [
            .init("opened", .string(day.text)), .init("channel", .string("paper")),
            .init("raised_by_side", .string(Side.worker.rawValue)), .init("anonymity", .string("anonymous")),
            .init("confidentiality", .string(label.rawValue)), .init("category", .string(report.category)),
            .init("severity", .string(report.severity)),
            .init("text", .object(["lang": .string(report.language), "text": .string(report.text)])),
            .init("zero_tolerance_candidate", .bool(report.grounds != nil)),
        ]
        if let concern = report.concern { told.append(.init("concern", .string(concern.rawValue))) }
        var events: [Event] = []
        func then(_ type: EventType, _ audience: Audience, _ data: [AnyValue.Member]) {
            events.append(
                Event(
                    id: EventID.of(eventID, events.count), type: type, subject: report.id, audience: audience,
                    day: day.text, data: .object(data)))
        }
        then(.issueOpened, home, told)
        then(
            .issueClockSet, home,
            [
                .init("acknowledge_due", .string(acknowledge.text)),
                .init("resolve_due", .string(IssueClock.resolveDue(opened: day).text)),
            ])
        if let grounds = report.grounds {
            then(.candidateRaised, .restrictedCase(report.id), [.init("grounds", .string(grounds.rawValue))])
        }
        if label == .restricted { then(.issueWatchSet, home, [.init("watch", .bool(true))]) }
        return events
    }

    /// What follows from a word of the reporter, who is known by the case code alone.
    ///
    /// - Throws: `not_found`, `step_not_open`, `label_held`, `no_change`, `value_invalid`.
    public static func reporter(
        says word: ReporterWord, of issue: String, commandID: String, in picture: Picture
    ) throws(Refusal) -> [Event] {
        var data: [AnyValue.Member]
        let type: CommandType
        switch word {
        case .add(let text, let language):
            guard let found = picture.state.issues[issue], let home = found.home, !found.isErased else {
                throw Refusal(.notFound)
            }
            guard (1...IntakeReport.wordsMax).contains(text.utf16.count), Vocabulary.isLanguage(language)
            else { throw Refusal(.valueInvalid, ["field": "text", "expected": Shape.text.expected]) }
            return [
                Event(
                    id: commandID, type: .commentAdded, subject: issue, audience: home, day: picture.day,
                    data: .object([
                        "document": .string(found.label.document(of: issue).rawValue),
                        "text": .object(["lang": .string(language), "text": .string(text)]),
                        "by": .string("reporter"),
                    ]))
            ]
        case .confirmClosing: (type, data) = (.setIssueStatus, [.init("status", .string("closed_confirmed"))])
        case .object: (type, data) = (.setIssueStatus, [.init("status", .string("reopened"))])
        case .withdraw: (type, data) = (.setIssueStatus, [.init("status", .string("withdrawn"))])
        case .lower(let label):
            (type, data) = (.setIssueLabel, [.init("confidentiality", .string(label.rawValue))])
        }
        let command = Command(id: commandID, type: type, subject: issue, data: .object(data))
        return try Decision(reporterOf: issue, command, picture).reporterSays()
    }
}

extension Decision {
    /// A decision for the holder of a case code: nobody of the roster, and of no side.
    fileprivate init(reporterOf issue: String, _ command: Command, _ picture: Picture) {
        self.init(
            command: command, participant: Participant(id: "", name: "", role: .integration),
            picture: picture, isByCode: true)
    }

    fileprivate func reporterSays() throws(Refusal) -> [Event] {
        command.type == .setIssueStatus ? try setIssueStatus() : try setIssueLabel()
    }
}
