import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

struct VisitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "visits", abstract: "The advisory visits of the programme.",
        discussion: "Both sides read them; the advisor logs them. The first begins the cycle's advice.",
        subcommands: [ListVisits.self, LogVisit.self], defaultSubcommand: ListVisits.self)
}

struct ListVisits: ReadingCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the visits.")

    static let readsDocuments = false
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let visits = session.state.service.visits
        return (
            .object(["visits": .array(visits.map(Self.json))]),
            visits.isEmpty ? ["no visit is on record"] : visits.map(Self.line)
        )
    }

    private static func json(_ visit: ServiceLedger.Visit) -> AnyValue {
        .object([
            "id": .string(visit.id), "on": .string(visit.on.text), "kind": .string(visit.kind),
            "mode": visit.mode.map { .string($0) } ?? .null,
            "purpose": visit.purpose.map { .string($0) } ?? .null,
        ])
    }

    private static func line(_ visit: ServiceLedger.Visit) -> String {
        let mode = visit.mode.map { ", \($0)" } ?? ""
        let purpose = visit.purpose.map { ": \($0)" } ?? ""
        return "\(visit.on.text)  \(visit.kind)\(mode)\(purpose)"
    }
}

struct LogVisit: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Log an advisory visit that took place.")

    @Option(help: "The day, such as 2024-11-29; today or before.") var on: String
    @Option(help: "initial, continued or other.") var kind = "initial"
    @Option(help: "onsite, remote or virtual.") var mode: String?
    @Option(help: "What it was for.") var purpose: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .logVisit, UUID().uuidString.lowercased(),
            .given("on", on) + .given("kind", kind) + .given("mode", mode) + .given("purpose", purpose),
            words: "the visit of \(on) is on record")
    }
}

struct TrainingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trainings", abstract: "The trainings of the programme, and what is left of them.",
        discussion: """
            Both sides read them; the advisor records them. A cycle covers \(ServiceLedger.usualQuota) \
            participant days, if the programme has said no other number.
            """, subcommands: [ListTrainings.self, RecordTraining.self],
        defaultSubcommand: ListTrainings.self)
}

struct ListTrainings: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the trainings, and the participant days that are left.")

    static let readsDocuments = false
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let service = session.state.service
        let used = service.quartersUsed(since: session.state.cycle.started)
        let left = max(0, service.quotaQuarters - used)
        return (
            .object([
                "trainings": .array(service.trainings.map(Self.json)),
                "quota": .number(Double(service.quotaQuarters) / 4), "used": .number(Double(used) / 4),
                "left": .number(Double(left) / 4),
            ]),
            service.trainings.map(Self.line) + [
                "\(ServiceLedger.days(left)) of \(ServiceLedger.days(service.quotaQuarters)) "
                    + "participant days are left in this cycle"
            ]
        )
    }

    private static func json(_ training: ServiceLedger.Training) -> AnyValue {
        .object([
            "id": .string(training.id), "on": .string(training.on.text), "topic": .string(training.topic),
            "mode": training.mode.map { .string($0) } ?? .null,
            "participants": .number(Double(training.participants)),
            "participant_days": .number(Double(training.quarterDays) / 4),
        ])
    }

    private static func line(_ training: ServiceLedger.Training) -> String {
        let mode = training.mode.map { ", \($0)" } ?? ""
        return "\(training.on.text)  \(training.topic)\(mode): \(training.participants) people, "
            + "\(ServiceLedger.days(training.quarterDays)) participant days"
    }
}

struct RecordTraining: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record a training that took place.")

    @Option(help: "The day, such as 2024-11-29; today or before.") var on: String
    @Option(help: "What it was about.") var topic: String
    @Option(help: "onsite, virtual or seminar.") var mode: String?
    @Option(help: "How many took part.") var participants: Int
    @Option(help: "How many of them were workers.") var workers: Int?
    @Option(help: "How many days it took each of them: quarters, such as 0.5.") var days: Double = 1
    @Option(help: "Why it counts beyond the quota; for the programme admin.") var override: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        var data: [AnyValue.Member] = .given("on", on) + .given("topic", topic) + .given("mode", mode)
        data.append(.init("participants", .number(Double(participants))))
        if let workers { data.append(.init("worker_participants", .number(Double(workers)))) }
        data.append(.init("days", .number(days)))
        data += .given("override", override)
        return Asking.Request(
            .recordTraining, UUID().uuidString.lowercased(), data,
            words: "the training of \(on) is on record")
    }
}
