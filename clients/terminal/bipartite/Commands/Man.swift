import ArgumentParser
import CRDT

struct Man: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Print the manual page, made from the commands themselves.",
        discussion: """
            Read it with bipartite man | man -l -, or keep it where man looks:
            bipartite man > ~/.local/share/man/man1/bipartite.1
            """)

    func run() throws {
        guard let page = ManualPage(help: Bipartite._dumpHelp()) else {
            throw Failure("The commands could not be described.", .data)
        }
        say(page.roff)
    }
}

/// The manual page in roff, from the description of the commands that shell completions are made from too.
struct ManualPage {
    private var lines: [String]

    var roff: String { lines.joined(separator: "\n") }

    /// - Parameter help: JSON as the argument parser writes it; nil if it is something else.
    init?(help: String) {
        guard let root = try? AnyValue(json: help), let command = root["command"],
            let name = command["commandName"]?.string
        else { return nil }
        lines = [
            ".TH \(Self.escaped(name.uppercased())) 1", ".SH NAME",
            "\(Self.escaped(name)) \\- \(Self.escaped(command["abstract"]?.string ?? ""))",
        ]
        add(command, path: name, isRoot: true)
    }

    private mutating func add(_ command: AnyValue, path: String, isRoot: Bool = false) {
        let arguments = (command["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool ?? true }
        let usage = ([path] + arguments.map(Self.use)).joined(separator: " ")
        if isRoot {
            lines += [".SH SYNOPSIS", ".B " + Self.escaped(usage), ".SH DESCRIPTION"]
        } else {
            lines += [".SS " + Self.escaped(path), Self.escaped(command["abstract"]?.string ?? "")]
            lines += [".PP", ".B " + Self.escaped(usage), ".PP"]
        }
        if let discussion = command["discussion"]?.string {
            lines +=
                [".nf"]
                + discussion.split(separator: "\n", omittingEmptySubsequences: false)
                .map { Self.escaped(String($0)) } + [".fi"]
        }
        for argument in arguments {
            lines += [".TP", ".B " + Self.escaped(Self.use(argument))]
            lines.append(Self.escaped(argument["abstract"]?.string ?? ""))
        }
        let own = (command["subcommands"]?.array ?? []).filter {
            ($0["shouldDisplay"]?.bool ?? true) && $0["commandName"]?.string != "help"
        }
        if isRoot, !own.isEmpty { lines.append(".SH COMMANDS") }
        for one in own { add(one, path: "\(path) \(one["commandName"]?.string ?? "")") }
    }

    /// `[--language <language>]`, `<row>`.
    private static func use(_ argument: AnyValue) -> String {
        let name = argument["preferredName"]
        let flag = name.map {
            ($0["kind"]?.string == "long" ? "--" : "-") + ($0["name"]?.string ?? "")
        }
        let value = "<\(argument["valueName"]?.string ?? "value")>"
        let whole: String =
            switch argument["kind"]?.string {
            case "flag": flag ?? ""
            case "option": "\(flag ?? "") \(value)"
            default: value
            }
        return argument["isOptional"]?.bool == true ? "[\(whole)]" : whole
    }

    /// Nothing a person wrote is taken for an instruction of roff.
    private static func escaped(_ text: String) -> String {
        let safe = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe
    }
}
