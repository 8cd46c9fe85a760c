import ArgumentParser
import Foundation
import TerminalApp

/// The digits that unlock a member's key.
struct PIN: Sendable {
    static let lengths = 6...64

    let digits: String

    /// - Throws: what a PIN must be, in words.
    init(_ text: String) throws(Failure) {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), Self.lengths.contains(text.utf8.count) else {
            throw Failure("A PIN has 6 digits or more, and nothing else.", .data, pin: .malformed)
        }
        digits = text
    }

    /// For a key that is to be sealed now: also not one that everybody tries first.
    init(new text: String) throws(Failure) {
        try self.init(text)
        let values = Array(text.utf8)
        let steps = Set(zip(values, values.dropFirst()).map { Int($1) - Int($0) })
        guard steps.count > 1 || !steps.isSubset(of: [0, 1, -1]) else {
            throw Failure("Everybody tries \(text) first; choose digits that do not count or repeat.", .data)
        }
    }
}

/// Where a command gets the PIN: a file, the environment, or the keyboard.
struct PINSource: ParsableArguments {
    @Option(
        help: "Read the PIN from the first line of this file; else from BIPARTITE_PIN, else you are asked.",
        completion: .file())
    var pinFile: String?

    /// The PIN of a key that is there.
    func pin(for member: String) throws(Failure) -> PIN {
        if let given = try given() { return try PIN(given) }
        return try PIN.asked("PIN of \(member): ")
    }

    /// What the file says, if one is named.
    func inFile() throws(Failure) -> PIN? {
        guard let pinFile else { return nil }
        return try PIN(try PIN.firstLine(of: pinFile))
    }

    /// A PIN for a new key; at the keyboard it is asked for twice.
    func newPIN() throws(Failure) -> PIN {
        if pinFile == nil, let given = PIN.inEnvironment { return try PIN(new: given) }
        return try PIN.new(in: pinFile)
    }

    private func given() throws(Failure) -> String? {
        if let pinFile { return try PIN.firstLine(of: pinFile) }
        return PIN.inEnvironment
    }
}

extension PIN {
    static func firstLine(of file: String) throws(Failure) -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Failure("\(file) cannot be read; its first line should be the PIN.", .data)
        }
        return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }

    /// One for a key that is to be sealed now: from the file, or asked for twice.
    static func new(in file: String?) throws(Failure) -> PIN {
        if let file { return try PIN(new: try firstLine(of: file)) }
        while true {
            let typed = try Keyboard.secret("Choose a PIN for your key (6 digits or more): ")
            let pin: PIN
            do throws(Failure) {
                pin = try PIN(new: typed)
            } catch {
                warn(error.message)
                continue
            }
            if try Keyboard.secret("The same PIN again: ") == pin.digits { return pin }
            warn("The two were not the same: choose it again.")
        }
    }

    /// Asked for until it has the form of one.
    static func asked(_ question: String) throws(Failure) -> PIN {
        while true {
            let typed = try Keyboard.secret(question)
            do throws(Failure) { return try PIN(typed) } catch { warn(error.message) }
        }
    }
}

/// The PIN that opens what is kept here: from the environment, or asked for before anything runs beside the
/// keyboard.
extension PIN {
    static var inEnvironment: String? {
        ProcessInfo.processInfo.environment["BIPARTITE_PIN"].flatMap { $0.isEmpty ? nil : $0 }
    }

    static func toOpen(_ identity: Identity) throws(Failure) -> PIN {
        if let given = inEnvironment { return try PIN(given) }
        return try asked("PIN of \(identity.member), to open the room: ")
    }
}
