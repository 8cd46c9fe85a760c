import CRDT

/// Visits and trainings: the programme records them, both sides read them.
extension Decision {
    /// An advisory visit that took place. The first one begins the cycle's advice.
    func logVisit() throws(Refusal) -> [Event] {
        try checkUnused(command.subject)
        _ = try dayGone("on")
        return [event(.visitLogged, side: nil, given("ref", "on", "kind", "mode", "purpose"))]
    }

    /// A training, against the quota of participant days the cycle covers. Beyond it the programme admin
    /// records one with the reason.
    func recordTraining() throws(Refusal) -> [Event] {
        try checkUnused(command.subject)
        let on = try dayGone("on")
        let participants = command.data["participants"]?.int ?? 0
        guard (command.data["worker_participants"]?.int ?? 0) <= participants else {
            throw Refusal(
                .valueInvalid, ["field": "worker_participants", "expected": "not more than participants"])
        }
        guard let quarters = ServiceLedger.quarters(command.data["days"]), quarters > 0, quarters <= 1_000
        else {
            throw Refusal(
                .valueInvalid, ["field": "days", "expected": "quarters of a day: 0.25, 0.5, 1, 1.5"])
        }
        let all = participants * quarters
        let isGranted = participant.role == .programmeAdmin && command.data["override"] != nil
        let used = state.service.quartersUsed(since: state.cycle.started)
        let isOfCycle = state.cycle.started.map { on >= $0 } ?? true
        guard isGranted || !isOfCycle || used + all <= state.service.quotaQuarters else {
            throw Refusal(
                .trainingQuotaSpent,
                ["left": ServiceLedger.days(max(0, state.service.quotaQuarters - used))])
        }
        let data =
            given("ref", "on", "topic", "mode", "participants", "worker_participants", "days")
            + [.init("participant_days", .number(Double(all) / 4))] + (isGranted ? given("override") : [])
        return [event(.trainingRecorded, side: nil, data)]
    }

    /// An id is for one thing for good.
    func checkUnused(_ id: String) throws(Refusal) {
        guard Command.isID(id), !picture.events.contains(where: { $0.subject == id }) else {
            throw Refusal(
                .valueInvalid, ["field": "subject", "expected": "a random UUID that was never used"])
        }
    }
}

extension Shape {
    static let visitLogging = Shape.record([
        .optional("ref", .value(.name)), .required("on", .value(.day)), .required("kind", .value(.visitKind)),
        .optional("mode", .value(.visitMode)), .optional("purpose", .value(.line)),
    ])

    static let trainingRecording = Shape.record([
        .optional("ref", .value(.name)), .required("on", .value(.day)), .required("topic", .value(.line)),
        .optional("mode", .value(.trainingMode)), .required("participants", .whole(1...100_000)),
        .optional("worker_participants", .whole(0...100_000)), .required("days", .amount),
        .optional("override", .text),
    ])
}

extension Vocabulary {
    /// No free words: programs that may hear that there was a visit hear of what kind.
    static let visitKind = Vocabulary.words(["initial", "continued", "other"])
    static let visitMode = Vocabulary.words(["onsite", "remote", "virtual"])
    static let trainingMode = Vocabulary.words(["onsite", "virtual", "seminar"])
}
