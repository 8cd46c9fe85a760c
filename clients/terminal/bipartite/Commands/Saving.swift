import CRDT
import Committee
import SyncClient

/// An edit by a script: made, kept, and waited for until the server says that it is flushed.
struct SavedEdit: Sendable {
    var document: DocumentName
    var options: CommonOptions

    /// Joins the document if the link allows, edits it, waits for the word, and prints it. `edit` returns
    /// what to add to the JSON answer.
    func perform(
        _ edit:
            @escaping @Sendable (inout ClientSession) throws(Failure) -> (
                [AnyValue.Member], [ClientSession.Effect]
            )
    ) async throws {
        let (document, options) = (document, options)
        let clock = ContinuousClock()
        let end = clock.now + options.patience
        try await Sitting.run(try options.choice.identity(), .writes(wait: options.patience)) { sitting in
            _ = try await sitting.join([document], within: options.patience, isPatient: true)
            let quarantined = await sitting.runner.view.session.quarantine.count
            let outcome = try await sitting.runner.with { session -> (Outcome, [ClientSession.Effect]) in
                guard session.documentNames.contains(document) else {
                    return (.failed(Failure("There is no document \(document.rawValue) here.", .data)), [])
                }
                guard !session.isReadOnly(document) else {
                    let reason =
                        "\(document.rawValue) is read-only for you; ask a member who may write in it."
                    return (.failed(Failure(reason, .refused)), [])
                }
                do throws(Failure) {
                    let (facts, effects) = try edit(&session)
                    return (.made(facts), effects)
                } catch {
                    return (.failed(error), [])
                }
            }
            if case .failed(let failure) = outcome {
                let refusal = AnyValue.object(["message": .string(failure.message)])
                options.show(.object(["saved": .bool(false), "refusal": refusal]), else: [])
            }
            let facts = try outcome.facts()
            _ = await sitting.runner.wait(end - clock.now) { $0.session.unsavedCount(in: document) == 0 }
            try await sitting.keepHeads()
            let session = await sitting.runner.view.session
            if session.quarantine.count > quarantined, let last = session.quarantine.last {
                throw Failure("Not taken, and put aside where status shows it: \(last.summary)", .refused)
            }
            try report(facts, waiting: session.unsavedCount(in: document), isOnline: session.link == .online)
        }
    }

    private func report(_ facts: [AnyValue.Member], waiting: Int, isOnline: Bool) throws(Failure) {
        guard waiting > 0 else {
            return options.show(.object([.init("saved", .bool(true))] + facts), else: ["saved"])
        }
        let words = isOnline ? "not saved yet, \(waiting) waiting" : "offline, \(waiting) waiting"
        let answer: [AnyValue.Member] = [
            .init("saved", .bool(false)), .init("waiting", .number(Double(waiting))),
        ]
        options.show(.object(answer + facts), else: [])
        throw Failure("\(words): kept here, it goes out with the next command.", .later)
    }

    private enum Outcome: Sendable {
        case made([AnyValue.Member])
        case failed(Failure)

        func facts() throws(Failure) -> [AnyValue.Member] {
            switch self {
            case .made(let facts): facts
            case .failed(let failure): throw failure
            }
        }
    }
}
