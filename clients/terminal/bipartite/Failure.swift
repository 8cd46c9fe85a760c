import ArgumentParser
import Foundation
import TerminalApp

/// What a command could not do, in one sentence with the remedy, and the exit code that says which kind it
/// was.
struct Failure: Error {
    var message: String
    var code: Code

    /// As in `sysexits.h`. `bipartite --help` lists them.
    enum Code: Int32 {
        /// The input is wrong: an unknown row, field, code or target.
        case data = 65
        /// The server cannot be reached.
        case unavailable = 69
        /// The disk did not take it.
        case disk = 74
        /// Not done yet; it is kept and goes out with the next command.
        case later = 75
        /// The server or the document's rules do not allow it.
        case refused = 77
        /// There is no membership on this machine yet, or more than one fits.
        case identity = 78
        /// Ctrl-C where something was asked.
        case interrupted = 130
    }

    /// What of the PIN was wrong, if it was the PIN: the screen says it in its own language.
    var pin: PINFailure?

    init(_ message: String, _ code: Code, pin: PINFailure? = nil) {
        self.message = message
        self.code = code
        self.pin = pin
    }
}

/// One line for people on standard error.
func warn(_ line: String) {
    put(line, to: .standardError)
}

/// One line of output.
///
/// - Parameter isOwn: whether this program wrote all of it, colours too.
func say(_ line: String, isOwn: Bool = false) {
    put(line, to: .standardOutput, isOwn: isOwn)
}

/// Much of what is printed was written by others: a terminal acts on none of it. Files and pipes get all.
private func put(_ line: String, to handle: FileHandle, isOwn: Bool = false) {
    let isCleaned = !isOwn && isatty(handle.fileDescriptor) == 1
    try? handle.write(contentsOf: Data("\(isCleaned ? PlainText.of(line) : line)\n".utf8))
}
