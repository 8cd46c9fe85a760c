import ArgumentParser
import CRDT
import Committee
import SyncClient

/// A document that scripts address by its own command.
protocol RowDocument: Sendable {
    static var document: DocumentName { get }
    static var row: String { get }
    /// Shows one of them.
    static var show: any ParsableCommand.Type { get }
    /// What only this document's rows can be asked.
    static var ownCommands: [any ParsableCommand.Type] { get }
}

extension RowDocument {
    static var show: any ParsableCommand.Type { ShowRow<Self>.self }
    static var ownCommands: [any ParsableCommand.Type] { [] }
}

enum Plan: RowDocument {
    static let (document, row) = (DocumentName.plan, "plan item")
    static var ownCommands: [any ParsableCommand.Type] {
        [
            SetDue.self, SetStatus.self, CompleteItem.self, ConfirmItem.self, DeclineItem.self,
            CancelItem.self,
            ReopenItem.self, VerifyItem.self, PlanDiff.self, ExportPlan.self,
        ]
    }
}
enum Diagnosis: RowDocument {
    static let (document, row) = (DocumentName.diagnosis, "diagnosis point")
    static var ownCommands: [any ParsableCommand.Type] {
        [RatePoint.self, AgreePoint.self, DisagreePoint.self]
    }
}
enum Issues: RowDocument {
    static let (document, row) = (DocumentName.issues, "issue")
    static let show: any ParsableCommand.Type = ShowIssue.self
    static var ownCommands: [any ParsableCommand.Type] {
        [
            IssueLog.self, RaiseIssue.self, AcknowledgeIssue.self, SetIssueStatus.self,
            WriteHandlingNote.self, CloseIssue.self, FollowIssue.self, SetIssueLabel.self, LinkIssue.self,
            GiveFeedback.self, RequestErasure.self, ConfirmErasure.self, GrievanceFigures.self,
            PrintIssueSheet.self,
        ]
    }
}
enum Minutes: RowDocument {
    static let (document, row) = (DocumentName.minutes, "meeting")
    static var ownCommands: [any ParsableCommand.Type] {
        [HoldMeeting.self, CirculateMinutes.self, CorrectMinutes.self, PrintMinutes.self, ExportMinutes.self]
    }
}

/// `bipartite plan ...`, and the same for the other documents with rows.
struct Rows<Of: RowDocument>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Of.document.rawValue, abstract: "List, show, change and add \(Of.row)s.",
            subcommands: [ListRows<Of>.self, Of.show, SetField<Of>.self, AddRow<Of>.self]
                + Of.ownCommands,
            defaultSubcommand: ListRows<Of>.self)
    }
}

struct ListRows<Of: RowDocument>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "List every \(Of.row).")
    }

    @OptionGroup var options: CommonOptions
    @Flag(help: "Show removed ones too.") var removed = false

    func run() async throws {
        let rows = try await RowReading(document: Of.document, options: options).rows()
            .filter { removed || !$0.isRemoved }
        options.show(
            .object(["document": .string(Of.document.rawValue), "rows": .array(rows.map(RowText.summary))]),
            else: rows.isEmpty ? ["none yet"] : rows.map(RowText.line))
    }
}

struct ShowRow<Of: RowDocument>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: "Show one \(Of.row) with all its fields.")
    }

    @Argument(help: "The row's id, a beginning of it, or its short name such as p01.") var row: String
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let rows = try await RowReading(document: Of.document, options: options).rows()
        let found = try RowFinder.row(row, in: rows)
        options.show(.object(["row": RowText.whole(found)]), else: RowText.lines(found))
    }
}

/// Reads a document's rows, fresh from the server or, offline, as they were at the last visit.
struct RowReading: Sendable {
    var document: DocumentName
    var options: CommonOptions

    func rows() async throws -> [Row] {
        let (document, options) = (document, options)
        return try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            try await sitting.show(document, options)
            let session = await sitting.runner.view.session
            guard let doc = session[document] else { return [] }
            return Projection.rows(of: document, in: doc, events: session.events)
        }
    }
}

extension Sitting {
    /// Joins a document to read it. Offline the kept copy is read, and a line says so.
    func show(_ document: DocumentName, _ options: CommonOptions) async throws {
        let isOnline = try await join([document], within: options.patience, isPatient: false)
        let session = await runner.view.session
        guard session.documentNames.contains(document) else {
            throw Failure("There is no document \(document.rawValue) here.", .data)
        }
        if !isOnline { warnOffline() }
    }
}

/// Rows as text and JSON.
enum RowText {
    static func summary(_ row: Row) -> AnyValue {
        var members: [AnyValue.Member] = [.init("id", .string(row.id))]
        if let ref = row.ref { members.append(.init("ref", .string(ref))) }
        members.append(.init("title", .string(row.title)))
        if let status = row.status { members.append(.init("status", .string(status))) }
        if row.isRemoved { members.append(.init("removed", .bool(true))) }
        return .object(members)
    }

    static func whole(_ row: Row) -> AnyValue {
        let fields = row.fields.map { field -> AnyValue in
            let (kind, value): (String, AnyValue) =
                switch field.content {
                case .text(_, let text): ("text", .string(text))
                case .entry(let value): ("entry", value ?? .null)
                case .event(let value): ("event", value)
                case .unreadable(let text): ("unreadable", .string(text))
                }
            return .object([
                "name": .string(field.name), "label": .string(field.label), "kind": .string(kind),
                "value": value,
            ])
        }
        return .object((summary(row).members ?? []) + [.init("fields", .array(fields))])
    }

    static func line(_ row: Row) -> String {
        let name = row.ref ?? String(row.id.prefix(8))
        let status = [row.status, row.isRemoved ? "removed" : nil].compactMap { $0 }.joined(separator: ", ")
        return "\(name)  \(row.title)" + (status.isEmpty ? "" : "  [\(status)]")
    }

    static func lines(_ row: Row) -> [String] {
        [line(row)]
            + row.fields.filter { !$0.shown.isEmpty }.flatMap { field -> [String] in
                let lines = field.shown.split(separator: "\n", omittingEmptySubsequences: false)
                return ["  \(field.label) (\(field.name)): \(lines.first ?? "")"]
                    + lines.dropFirst().map { "    \($0)" }
            }
    }
}
