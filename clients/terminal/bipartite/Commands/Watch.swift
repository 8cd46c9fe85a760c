import ArgumentParser
import CRDT
import Committee
import SyncClient

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print each change to a document as it happens, one a line, until interrupted.")

    @Argument(help: "The document, such as plan.") var document: String
    @OptionGroup var options: CommonOptions
    @Option(help: "End after this many changes.") var count: Int?

    func validate() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count takes 1 or more.") }
    }

    func run() async throws {
        guard let name = DocumentName(rawValue: document) else {
            throw Failure("There is no document \(document); there are plan, diagnosis, issues...", .data)
        }
        let (options, count) = (options, count)
        try await Sitting.run(try options.choice.identity(), .readsBeside) { sitting in
            guard try await sitting.join([name], within: options.patience, isPatient: true) else {
                throw Failure(
                    "The server at \(sitting.identity.server.text) cannot be reached; check that it runs.",
                    .unavailable)
            }
            let (lines, feed) = AsyncStream<String>.makeStream()
            await sitting.runner.observe { session, effects in
                for effect in effects {
                    for line in WatchLine.lines(of: effect, in: session, name, json: options.json) {
                        feed.yield(line)
                    }
                }
            }
            say(options.json ? #"{"watching":"\#(name.rawValue)"}"# : "watching \(name.rawValue)")
            var left = count ?? Int.max
            for await line in lines where left > 0 {
                say(line)
                left -= 1
                if left == 0 { break }
            }
        }
    }
}

/// Changes as lines.
enum WatchLine {
    static func lines(
        of effect: ClientSession.Effect, in session: ClientSession, _ document: DocumentName, json: Bool
    ) -> [String] {
        switch effect {
        case .changed(document, let events):
            return events.map { json ? self.json($0, document).json : words($0, document, session) }
        case .replaced(document):
            return [json ? #"{"replaced":true}"# : "\(document.rawValue) was taken anew"]
        case .presenceChanged(document):
            let here = session.presence(in: document).filter { !$0.isSelf }
            let names = here.map { "\($0.name) (\($0.letter))" }
            return [
                json
                    ? AnyValue.object(["present": .array(names.map { .string($0) })]).json
                    : "here: \(names.isEmpty ? "nobody" : names.joined(separator: ", "))"
            ]
        default: return []
        }
    }

    private static func json(_ event: TypeEvent, _ document: DocumentName) -> AnyValue {
        .object([
            "document": .string(document.rawValue), "path": .array(event.path.map(step)),
            "delta": .array(event.delta.operations.map(operation)),
            "keys": .array(event.keys.keys.sorted().map { .string($0) }),
        ])
    }

    private static func step(_ step: TypeEvent.PathStep) -> AnyValue {
        switch step {
        case .root(let name), .key(let name): .string(name)
        case .index(let index): .number(Double(index))
        }
    }

    private static func operation(_ operation: Delta.Operation) -> AnyValue {
        switch operation {
        case .insert(let string, _): .object(["insert": .string(string)])
        case .insertValues(let values, _): .object(["insertValues": .number(Double(values.count))])
        case .retain(let count, _): .object(["retain": .number(Double(count))])
        case .delete(let count): .object(["delete": .number(Double(count))])
        }
    }

    private static func words(
        _ event: TypeEvent, _ document: DocumentName, _ session: ClientSession
    ) -> String {
        var steps = event.path.map { step($0).string ?? step($0).json }
        // A row is called as people call it.
        if steps.count > 1, case .root(let root)? = event.path.first, root == document.rowsRoot,
            let doc = session[document],
            let ref = Projection.row(steps[1], of: document, in: doc, events: session.events)?.ref
        {
            steps[1] = ref
        }
        let place = steps.joined(separator: "/")
        var at = 0
        var parts: [String] = []
        for operation in event.delta.operations {
            switch operation {
            case .retain(let count, _): at += count
            case .insert(let string, _):
                parts.append("+\(string.debugDescription) at \(at)")
                at += string.utf16.count
            case .insertValues(let values, _):
                parts.append("+\(values.count) at \(at)")
                at += values.count
            case .delete(let count): parts.append("-\(count) at \(at)")
            }
        }
        let doc = session[document]
        parts += event.keys.keys.sorted().map { key in
            switch doc?.value(key, in: event.target) {
            case .any(let value): "\(key) = \(value.json)"
            case .type: "\(key) begun"
            case nil: "\(key) emptied"
            default: "\(key) set"
            }
        }
        return "\(document.rawValue)/\(place): \(parts.joined(separator: ", "))"
    }
}
