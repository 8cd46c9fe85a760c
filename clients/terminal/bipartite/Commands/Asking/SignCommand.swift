import ArgumentParser
import CRDT
import Committee
import Crypto
import Foundation
import SyncClient

struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign the plan, single items of it, the diagnosis, or minutes, for your side.",
        discussion: """
            Shows the exact content, the original with its human translations, and what changed since your
            side last signed; then asks for your PIN, and y or n. What is signed is what was shown: if it
            changes in between, nothing is signed and you see what changed. A refusal needs no reason.
            """)

    @Argument(help: "plan, diagnosis or minutes.") var document: String
    @Argument(help: "Items or meetings, by id or short name; all of the plan if you name none.") var items:
        [String] = []
    @Option(help: "Sign with this reservation.") var reservation = ""
    @Flag(help: "Sign under protest.") var protest = false
    @Option(help: "Show this language beside the original, such as bn; your first if you leave it out.")
    var language: String?
    @Flag(help: "Do not ask y or n.") var yes = false
    @OptionGroup var source: PINSource
    @OptionGroup var options: CommonOptions

    func run() async throws {
        guard
            document == "plan" || (document == "diagnosis" && items.isEmpty)
                || (document == "minutes" && !items.isEmpty)
        else {
            throw Failure(
                "There is plan, with or without items, diagnosis, and minutes with a meeting to sign.", .data)
        }
        let (command, identity) = (self, try options.choice.identity())
        let pin = try source.inFile()
        try await Sitting.run(identity, .writes(wait: options.patience), pin: pin) { sitting in
            _ = try await sitting.joinAll(within: command.options.patience)
            let session = await sitting.runner.view.session
            guard let side = session.participant.side else {
                throw Failure("Only members of a side sign; the programme never does.", .refused)
            }
            let displays = try command.displays(session)
            let tongue = command.language ?? session.ownLanguage
            if !command.options.json { command.show(displays, side, tongue, session) }
            let key = try identity.keyFile.signingKey(try command.source.pin(for: identity.member))
            guard command.yes || Keyboard.agrees("Sign this for \(session.participant.role.party)?") else {
                throw Failure("Nothing is signed.", .refused)
            }
            for display in displays {
                let signed = try command.signed(display, key, tongue, session)
                try await sitting.ask(signed, command.options, words: "signed: \(session.name(of: display))")
            }
        }
    }

    // MARK: What is shown

    private func displays(_ session: ClientSession) throws(Failure) -> [SignOffDisplay] {
        var scopes: [SignOffScope] = [document == "plan" ? .plan : .diagnosis]
        if !items.isEmpty {
            scopes = []
            let name: DocumentName = document == "plan" ? .plan : .minutes
            for item in items {
                let id = try session.row(item, of: name).id
                scopes.append(name == .plan ? .planItem(id) : .minutes(id))
            }
        }
        let picture = session.picture
        var displays: [SignOffDisplay] = []
        for scope in scopes {
            do throws(Refusal) {
                displays.append(try SignOffDisplay(of: scope, in: picture))
            } catch {
                let words = error.words(in: session.language)
                throw Failure("\(words.message) \(words.remedy)", .refused)
            }
        }
        return displays
    }

    /// What is in force unchanged needs no signature, and is named only.
    private func show(
        _ displays: [SignOffDisplay], _ side: Side, _ tongue: String, _ session: ClientSession
    ) {
        let picture = session.picture
        for content in displays.flatMap(\.contents) {
            let sheet = SigningSheet(of: content, for: side, in: picture)
            if picture.state.signOff.leaves[content.scope]?.inForce?.digest == content.digest {
                say("\(sheet.title) (in force as it stands)")
                continue
            }
            for line in SheetText.lines(sheet, tongue) { say(line) }
            say("")
        }
    }

    // MARK: The signature

    private func signed(
        _ display: SignOffDisplay, _ key: KeyFile.PrivateKey, _ tongue: String, _ session: ClientSession
    ) throws -> Command {
        guard let head = session.committeeHead else {
            throw Failure("This room has not been seen online yet; try again online.", .unavailable)
        }
        let statement: SignatureStatement
        do throws(Refusal) {
            statement = try display.statement(
                by: session.participant.id, in: session.picture, reservation: reservation,
                isUnderProtest: protest, language: tongue, head: head)
        } catch {
            let words = error.words(in: session.language)
            throw Failure("\(words.message) \(words.remedy)", .refused)
        }
        let signature = try key.signature(for: Data(statement.bytes))
        return display.command(
            id: UUID().uuidString.lowercased(), statement, signature: Array(signature),
            isOffline: session.link != .online)
    }
}

/// A signing sheet as lines.
enum SheetText {
    /// The original first, the language asked for beside it, every other translation that is signed below.
    static func lines(_ sheet: SigningSheet, _ tongue: String) -> [String] {
        var lines = [sheet.title]
        for line in sheet.lines {
            let mark = line.language.isEmpty ? "" : " (\(line.language))"
            var text = "  \(line.label)\(mark): \(line.original)"
            if let translation = line.translations[tongue] { text += "  |  \(tongue): \(translation)" }
            lines.append(text)
            for (language, translation) in line.translations.sorted(by: { $0.key < $1.key })
            where language != tongue {
                lines.append("    \(language): \(translation)")
            }
        }
        guard let changes = sheet.changes else { return lines + ["  Your side has not signed this before."] }
        lines.append(
            changes.isEmpty
                ? "  Nothing changed since your side last signed."
                : "  Changed since your side last signed:")
        return lines + changes.map { "    \($0.sentence)\($0.sides.words)" }
    }
}

extension Participant {
    /// nil for whoever is of no side.
    var side: Side? { if case .member(let side) = role { side } else { nil } }
}

extension Set<Side> {
    /// Who changed it, where that is known.
    var words: String {
        isEmpty ? "" : " (changed by \(map(\.rawValue).sorted().joined(separator: " and ")))"
    }
}

extension ClientSession {
    func name(of display: SignOffDisplay) -> String {
        let document = display.scope.document ?? .plan
        return rows(of: document).first { $0.id == display.scope.row }?.name ?? document.rawValue
    }

    /// The first language the roster knows of this member.
    var ownLanguage: String {
        Projection.roster(events).first { $0.id == participant.id }?.languages.first ?? "en"
    }
}
