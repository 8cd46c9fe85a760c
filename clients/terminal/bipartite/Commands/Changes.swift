import ArgumentParser
import CRDT
import Committee
import SyncClient

struct Changes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what changed since you were last here, field by field.")

    @OptionGroup var options: CommonOptions
    @Flag(help: "Do not count this as having been here.") var keep = false

    func run() async throws {
        let (options, keep) = (options, keep)
        try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            try await sitting.catchUp(within: options.patience, withDocuments: true)
            let session = await sitting.runner.view.session
            let changes = session.documentNames.flatMap(session.changesSinceLastSeen)
            options.show(
                .object(["changes": .array(changes.map(Self.json))]),
                else: changes.isEmpty ? ["nothing changed since you were last here"] : changes.map(Self.line))
            if !keep {
                try await sitting.runner.with { session in
                    ((), session.documentNames.flatMap { session.markSeen($0) })
                }
            }
        }
    }

    private static func json(_ change: SyncClient.FieldChange) -> AnyValue {
        .object([
            "document": .string(change.document.rawValue), "row": change.row.map { .string($0) } ?? .null,
            "title": .string(change.title), "field": .string(change.field), "before": .string(change.before),
            "after": .string(change.after),
        ])
    }

    private static func line(_ change: SyncClient.FieldChange) -> String {
        let place =
            change.row == nil ? change.document.rawValue : "\(change.document.rawValue), \(change.title)"
        return
            "\(place): \(change.label): \(change.before.debugDescription) -> \(change.after.debugDescription)"
    }
}
