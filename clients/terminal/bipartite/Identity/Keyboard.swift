import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Questions to the person at the terminal, beside what a command prints.
enum Keyboard {
    /// Whether somebody can be asked.
    static var isThere: Bool { isatty(STDIN_FILENO) == 1 }

    /// A line nobody sees on the screen.
    static func secret(_ question: String) throws(Failure) -> String {
        guard isThere else {
            throw Failure("The PIN is needed: give --pin-file or set BIPARTITE_PIN.", .identity)
        }
        var before = termios()
        // Safe: C functions on a local value.
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw Failure("This terminal cannot hide what is typed; give --pin-file.", .identity)
        }
        var silent = before
        // As getpass does: a signal in between would leave the terminal mute.
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        // Safe: as above.
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            // Safe: as above.
            unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            ask("\n")
        }
        ask(question)
        return readLine() ?? ""
    }

    /// Whether the answer is y or yes; anything else, also the end of the input, is a no.
    static func agrees(_ question: String) -> Bool {
        ask("\(question) [y/n] ")
        return ["y", "yes"].contains((readLine() ?? "").lowercased().trimmingCharacters(in: .whitespaces))
    }

    private static func ask(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
