import ArgumentParser
import CRDT
import Foundation
import Server

/// Options every command on a data folder has.
struct DataOptions: ParsableArguments {
    @Option(help: "The data folder. Without it: $BIPARTITE_DATA.", completion: .directory)
    var data: String?

    /// The folder as it was given, or a configuration's; there may be nothing yet.
    func folder(or configured: String? = nil) throws -> String {
        let name = data ?? ProcessInfo.processInfo.environment["BIPARTITE_DATA"] ?? configured ?? ""
        guard !name.isEmpty else {
            throw CommandFailure("no data folder was named; pass --data DIR or set BIPARTITE_DATA", .usage)
        }
        return name
    }

    /// As the next command has to name it again: nothing where the environment does.
    var repeated: String { data.map { " --data \($0)" } ?? "" }

    /// The folder, which must hold a log already.
    func existingFolder() throws -> String {
        let name = try folder()
        guard FileManager.default.fileExists(atPath: name + "/log.sqlite") else {
            throw CommandFailure(
                "\(name) is no data folder (it has no log.sqlite); check --data, or import a committee first",
                .noInput)
        }
        return name
    }

    /// The accounts of a folder that exists. They need no lock: a server may be running on it.
    func accounts() throws -> AccountStore {
        try AccountStore(folder: existingFolder())
    }
}

/// `--json`, with one meaning everywhere: one JSON object on standard output and nothing else there.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object.")
    var json = false

    /// Prints the answer in the form that was asked for.
    func print(_ object: KeyValuePairs<String, AnyValue>, words: @autoclosure () -> String) {
        Swift.print(json ? AnyValue.object(object).json : words())
    }
}

/// Whole seconds since 1970, now.
func unixTime() -> UnixTime {
    UnixTime(Date().timeIntervalSince1970)
}

/// The calendar day somewhere, `2024-11-11`; in UTC if nobody knows the time zone.
func day(of time: UnixTime, in timeZone: String = "UTC") -> String {
    var style = Date.ISO8601FormatStyle().year().month().day()
    style.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    return Date(timeIntervalSince1970: TimeInterval(time)).formatted(style)
}
