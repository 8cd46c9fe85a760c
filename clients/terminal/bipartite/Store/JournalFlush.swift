import Foundation

/// Journals on their way to the disk itself, beside the one that goes on appending to them.
struct JournalFlush: Sendable {
    /// Handles of their own: closing the others leaves them open.
    let journals: [FileHandle]

    func run() throws(Failure) {
        for journal in journals {
            do {
                try journal.synchronize()
            } catch {
                throw Failure("What was typed could not be written to the disk; free some space.", .disk)
            }
        }
    }
}
