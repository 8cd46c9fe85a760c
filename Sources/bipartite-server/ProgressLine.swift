import Foundation
import Synchronization

/// One line on standard error that says how far a long command is; only for a person at a terminal.
final class ProgressLine: Sendable {
    private let isShown = isatty(STDERR_FILENO) == 1
    private let last = Mutex("")

    /// Writes when the step or its percentage changed.
    func show(_ step: String, _ done: Int, _ all: Int) {
        guard isShown, all > 0 else { return }
        let line = "\(step): \(done * 100 / all) %"
        let isNew = last.withLock { last in
            defer { last = line }
            return last != line
        }
        if isNew { say(line) }
    }
}
