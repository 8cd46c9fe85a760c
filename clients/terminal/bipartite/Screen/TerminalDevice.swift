import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The terminal this process runs in: raw mode while the screen is open, given back however the process ends.
struct TerminalDevice: Sendable {
    private let keys = KeyReader()

    /// What `close` and a crash write: no bracketed paste, no synchronized update, a visible cursor, the
    /// normal screen.
    private static let farewell =
        "\u{1B}[?2026l\u{1B}[?2004l\u{1B}[8h\u{1B}[?7h\u{1B}[r\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"
    /// Mode 8 off: where a terminal would put text in order itself, it leaves ours as it is.
    private static let greeting = "\u{1B}[?1049h\u{1B}[?2004h\u{1B}[8l\u{1B}[2J"
    /// A process that dies of one of these gives the terminal back first.
    private static let deadlySignals = [
        SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE,
    ]

    /// Raw mode and the alternate screen.
    static func open() throws(Failure) -> TerminalDevice {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw Failure(
                "The screen needs a terminal; see bipartite --help for the commands that scripts use.", .data)
        }
        // Safe: filled by the call before anything else runs that could read it; written once.
        guard unsafe tcgetattr(STDIN_FILENO, &TerminalState.before) == 0 else {
            throw Failure("This terminal does not say how it is set up; try another one.", .data)
        }
        let device = TerminalDevice()
        device.take()
        return device
    }

    private func take() {
        var raw = unsafe TerminalState.before
        // Safe: C functions on a local value.
        unsafe cfmakeraw(&raw)
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw)
        for number in Self.deadlySignals { signal(number, giveBackAndDie) }
        write(Self.greeting)
    }

    /// Leaves the terminal, as it was before `open`, to another program of this process' own.
    func lend() {
        keys.pause()
        close()
        // Set before the handler that writes it is installed.
        TerminalState.ending.store(0, ordering: .relaxed)
        // What the other program leaves is taken home first; in that program these do as they usually do.
        for number in [SIGHUP, SIGTERM] { signal(number, noteEnding) }
    }

    /// Takes it back. What it shows is not known.
    func takeBack() { take() }

    /// Reads keys again.
    func readOn() { keys.resume() }

    /// The signal this process is to end by, if one came while the terminal was lent.
    var ending: Int32? {
        let number = TerminalState.ending.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    func close() {
        write(Self.farewell)
        // Safe: `before` was filled by `open`.
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &TerminalState.before)
        for number in Self.deadlySignals { signal(number, SIG_DFL) }
    }

    func write(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    func write(_ bytes: [UInt8]) {
        try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }

    /// Columns and rows; 80 by 24 if the terminal does not say.
    var size: (width: Int, height: Int) {
        var size = winsize()
        // Safe: the kernel fills the local value.
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Reads keys on a thread of its own until the terminal is gone, which it tells with an empty array.
    func read(_ got: @escaping @Sendable ([UInt8]) -> Void) { keys.start(got) }

    /// Calls back whenever the window has another size; stops when the source is let go.
    func watchSize(_ changed: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: SIGWINCH, queue: .global())
        source.setEventHandler(handler: changed)
        source.resume()
        return source
    }

    fileprivate static let farewellBytes = Array(farewell.utf8)
}

/// What a signal handler needs: plain memory, filled before any handler is installed.
private enum TerminalState {
    // Safe: written once by `open`, before the handlers that read it are installed.
    nonisolated(unsafe) static var before = termios()
    /// The signal that came while the terminal was lent; 0 for none.
    static let ending = Atomic<Int32>(0)
}

/// One store into memory that exists already.
private func noteEnding(_ number: Int32) {
    TerminalState.ending.store(number, ordering: .relaxed)
}

/// Only calls that POSIX allows in a handler, on memory that exists already.
private func giveBackAndDie(_ number: Int32) {
    // Safe: the bytes are a constant, the state was filled by `open`.
    _ = unsafe TerminalDevice.farewellBytes.withUnsafeBytes {
        unsafe writeBytes(STDOUT_FILENO, $0.baseAddress, $0.count)
    }
    _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &TerminalState.before)
    signal(number, SIG_DFL)
    raise(number)
}

/// The C function, whose name the device's own method hides.
// Safe: forwarded as it came.
private func writeBytes(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(file, bytes, count)
}
