import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whether a terminal shows what is typed into it line by line; without one, nothing here does anything.
enum Echo {
    /// Whether what stands on the terminal can be taken away.
    static var canClear: Bool {
        let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
        return isatty(STDOUT_FILENO) == 1 && !["", "dumb"].contains(kind)
    }

    /// A line that was begun is gone; Ctrl-C and the other ends still work, and give the echo back.
    static func off() {
        // Safe: filled by the call before the handlers that read it are installed.
        guard isatty(STDIN_FILENO) == 1, unsafe tcgetattr(STDIN_FILENO, &EchoState.before) == 0 else {
            return
        }
        // Safe: see there.
        unsafe EchoState.isOff = true
        var silent = unsafe EchoState.before
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ECHONL)
        for number in deadlySignals { signal(number, showAndDie) }
        // Safe: a C function on a local value.
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }

    static func on() {
        // Safe: see there; `before` was filled by `off`.
        guard unsafe EchoState.isOff else { return }
        unsafe EchoState.isOff = false
        _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &EchoState.before)
        for number in deadlySignals { signal(number, SIG_DFL) }
    }

    private static let deadlySignals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
}

/// What a signal handler needs: plain memory, filled before any handler is installed.
private enum EchoState {
    // Safe: written by `off`, before the handlers that read it are installed.
    nonisolated(unsafe) static var before = termios()
    // Safe: written and read on the runner's executor alone, and at the very end.
    nonisolated(unsafe) static var isOff = false
}

/// Only calls that POSIX allows in a handler, on memory that exists already.
private func showAndDie(_ number: Int32) {
    // Safe: the state was filled by `off`.
    _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &EchoState.before)
    signal(number, SIG_DFL)
    raise(number)
}
