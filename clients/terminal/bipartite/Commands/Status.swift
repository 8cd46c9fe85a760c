import ArgumentParser
import CRDT
import Committee
import SyncClient

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the link, send what waits, and show the documents and who is here.")

    @OptionGroup var options: CommonOptions
    @Flag(help: "Forget the edits that were put aside.") var clearQuarantine = false
    @Flag(help: "Forget what the server has turned down.") var clearRefused = false
    @Flag(help: "Forget that the record was found changed, once you have acted on it.") var clearAlarms =
        false

    func run() async throws {
        let (options, clears, clearsRefused) = (options, clearQuarantine, clearRefused)
        let clearsAlarms = clearAlarms
        try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            if try await sitting.joinAll(within: options.patience) {
                _ = await sitting.runner.wait(options.patience) {
                    $0.session.unsavedCount == 0 && $0.session.waitingCommands.isEmpty
                }
            }
            let session = await sitting.runner.view.session
            options.show(
                Self.json(session, sitting.identity), else: Self.lines(session, sitting.identity))
            if clears { try await sitting.runner.with { ((), $0.clearQuarantine()) } }
            if clearsAlarms { try await sitting.runner.with { ((), $0.clearAlarms()) } }
            if clearsRefused { try await sitting.runner.with { ((), $0.clearRefusedCommands()) } }
        }
    }

    private static func json(_ session: ClientSession, _ identity: Identity) -> AnyValue {
        .object([
            "link": .string(session.link == .online ? "online" : "offline"),
            "server": .string(identity.server.text),
            "committee": .string(identity.committee),
            "member": .object([
                "id": .string(identity.member), "name": .string(identity.name),
                "role": .string(identity.role.rawValue),
            ]),
            "unsaved": .number(Double(session.unsavedCount)),
            "documents": .array(
                session.documentNames.map { name in
                    .object([
                        "name": .string(name.rawValue),
                        "access": .string(session.isReadOnly(name) ? "read" : "write"),
                        "epoch": .number(Double(session.epoch(of: name))),
                        "unsaved": .number(Double(session.unsavedCount(in: name))),
                        "present": .array(
                            session.presence(in: name).map {
                                .object([
                                    "name": .string($0.name), "letter": .string(String($0.letter)),
                                ])
                            }),
                    ])
                }),
            "quarantine": .array(
                session.quarantine.map {
                    .object([
                        "document": .string($0.document.rawValue), "summary": .string($0.summary),
                        "text": .string($0.text),
                    ])
                }),
            "commands": .array(session.waitingCommands.map(\.json)),
            "refused": .array(session.refusedCommands.map(Self.refused)),
            "alarms": .array(session.alarms.map(\.json)), "heads": .array(session.room.heads),
            "server_key": session.room.serverKey.map { .string($0) } ?? .null,
        ])
    }

    private static func refused(_ refused: RefusedCommand) -> AnyValue {
        .object([
            "command": refused.command.json, "code": .string(refused.code),
            "message": .string(refused.message), "remedy": .string(refused.remedy),
        ])
    }

    private static func lines(_ session: ClientSession, _ identity: Identity) -> [String] {
        let waiting = session.waitingCount
        let state =
            session.link == .online
            ? (waiting == 0 ? "all saved" : "saving \(waiting)") : "offline, \(waiting) waiting"
        var lines = [
            "\(identity.name) (\(identity.member), \(identity.role.rawValue)) in \(identity.committee) "
                + "on \(identity.server.text): \(state)"
        ]
        for name in session.documentNames {
            let here = session.presence(in: name).map { "\($0.name) (\($0.letter))" }
            lines.append(
                "  \(name.rawValue)\(session.isReadOnly(name) ? ", read-only" : "")"
                    + ", epoch \(session.epoch(of: name))"
                    + (here.isEmpty ? "" : ", here: " + here.joined(separator: ", ")))
        }
        if !session.quarantine.isEmpty { lines.append("Put aside, to copy from:") }
        lines += session.quarantine.map { "  \($0.summary)" }
        if !session.refusedCommands.isEmpty { lines.append("Turned down by the server:") }
        return lines
            + session.refusedCommands.map {
                "  \($0.command.type.rawValue) \($0.command.subject): \($0.message) \($0.remedy)"
            }
    }
}
