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

    /// A line nobody sees on the screen. Ctrl-C ends the program, Ctrl-U begins the line anew, and other keys
    /// of that kind do nothing.
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
        // A signal in between would leave the terminal mute, so the keys that send one are read as letters.
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG | ICANON)
        // Safe: as above.
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            // Safe: as above.
            unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            ask("\n")
        }
        ask(question)
        guard let line = try typedLine() else {
            throw Failure("Nothing was typed: give --pin-file or set BIPARTITE_PIN.", .identity)
        }
        return line
    }

    /// Letter by letter up to the end of the line; nil where there is none.
    private static func typedLine() throws(Failure) -> String? {
        var typed: [UInt8] = []
        var byte: UInt8 = 0
        // Safe: one byte into a local.
        while unsafe read(STDIN_FILENO, &byte, 1) == 1 {
            switch byte {
            case 0x03: throw Failure("Nothing was done.", .interrupted)
            case 0x04 where typed.isEmpty: return nil
            case 0x0A, 0x0D: return String(decoding: typed, as: UTF8.self)
            case 0x7F, 0x08: _ = typed.popLast()
            case 0x15: typed = []
            case 0..<0x20: break
            default: typed.append(byte)
            }
        }
        return typed.isEmpty ? nil : String(decoding: typed, as: UTF8.self)
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
